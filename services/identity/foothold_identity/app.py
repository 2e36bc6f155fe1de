"""The wiring of identity."""

from foothold_chassis.service import Service
from foothold_events.schemas import told_on
from foothold_identity import api, retelling
from foothold_identity.account import Account, AccountIds
from foothold_identity.affiliation import Affiliation
from foothold_identity.founding import Founding
from foothold_identity.logins import Logins
from foothold_identity.operators import Operators
from foothold_identity.organization import Organization
from foothold_identity.passwords import Passwords
from foothold_identity.policy import IdentityPolicy
from foothold_identity.registering import Registrations
from foothold_identity.settings import IdentitySettings
from foothold_identity.talent import Talent
from foothold_identity.tokens import Sealer, Session, Sessions, Signer, SigningKey, Succession


def build(settings: IdentitySettings | None = None) -> Service:
    settings = settings or IdentitySettings()
    policy = IdentityPolicy()
    service = Service("identity", settings)
    accounts = service.store(Account, indexes=["scopes"], tells=told_on("foothold.identity.account"))
    talents = service.store(Talent, tells=told_on("foothold.identity.talent"), erase=Talent.erase)
    organizations = service.store(
        Organization,
        indexes=["members.account_id", "domain_skeleton", "verification.at"],
        tells=told_on("foothold.identity.organization"),
    )
    affiliations = service.store(
        Affiliation, indexes=["organization_id", "talent_id"], tells=told_on("foothold.identity.affiliation")
    )
    keys = service.store(SigningKey, indexes=["not_after"], tells=told_on("foothold.identity.signing-key"))

    ids = AccountIds(settings.identity_account_secret)
    sessions = _sessions(service, settings, policy)
    signer = Signer(keys, service.keyring, Sealer(settings.identity_key_secret), policy)
    hashed_apart = Passwords.of_registrations(policy)
    registrations = Registrations(ids, accounts, hashed_apart, service.keys, policy, service.clock)
    queues = Passwords.of_holders(policy), Passwords.of_strangers(policy)
    logins = Logins(ids, accounts, organizations, sessions, *queues, signer, policy, service.clock)

    service.on_start(signer.tend)
    service.wake(affiliations)
    service.retell(talents, retelling.talent)
    service.retell(affiliations, retelling.affiliation, policy)
    service.retell(keys, retelling.signing_key)
    service.expose(api.account_routes(registrations))
    service.expose(api.session_routes(logins))
    service.expose(api.me_routes(accounts, talents, logins))
    service.expose(api.organization_routes(organizations, Founding(ids, organizations, policy)))
    service.expose(api.verification_routes(organizations))
    service.expose(api.affiliation_routes(affiliations, organizations, service.keys, policy))
    return service


def build_operators(settings: IdentitySettings | None = None) -> tuple[Service, Operators]:
    """Wire what the command `operator` needs: the stores, without HTTP and without Kafka."""
    settings = settings or IdentitySettings()
    policy = IdentityPolicy()
    service = Service("identity", settings)
    return service, Operators(
        AccountIds(settings.identity_account_secret),
        service.store(Account),
        _sessions(service, settings, policy),
        Passwords.of_holders(policy),
    )


def _sessions(service: Service, settings: IdentitySettings, policy: IdentityPolicy) -> Sessions:
    store = service.store(Session, indexes=["account_id"], tells=told_on("foothold.identity.session"))
    service.retell(store, retelling.session)
    succession = Succession(settings.identity_key_secret)
    return Sessions(store, service.keyring, succession, policy, service.clock)
