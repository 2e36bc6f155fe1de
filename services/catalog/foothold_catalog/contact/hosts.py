"""Hosts and names with a dot that lead to no person: references, repositories, files and code."""

import ipaddress
import re
from urllib.parse import SplitResult

from foothold_catalog.contact.reading import words
from foothold_events.codes import NAMES_THAT_LOOK_LIKE_DOMAINS

TOP_LEVEL = words(
    """
    com org net edu gov mil int info biz name pro museum aero coop jobs mobi travel tel cat asia post dev app
    page blog site website online shop store tech cloud digital design studio agency consulting solutions
    services works work careers academy school training email chat link click live life world today news media
    social space fun club team group company ltd gmbh llc inc network systems software ai xyz top vip icu art
    bio contact cv expert freelance guru host ink me one plus rocks run show video wiki zone berlin london nyc
    paris tokyo africa eus gal wien koeln hamburg swiss university web
    """
)
"""Generic top-level domains in use; those of countries are known to linkify."""

CODE_ENDINGS = words(
    """
    py md sh rs pl cc so ps mk tf am zip mov id name in is to no my do as link click group team page host run show
    video contact one plus zone email space chat live
    """
)
"""Top-level domains that end the names of files (`main.py`) and fields (`user.id`) too."""

PACKAGES = words("com org net io dev edu gov de")
"""First words of the names of packages: `com.acme.app`."""

PRIVATE = words("local localhost internal lan localdomain test invalid svc cluster")
"""Ends of names that lead nowhere outside of a machine or a network [RFC 6761, RFC 8375]."""

RESERVED = words("example.com example.org example.net")
"""Hosts kept for examples, as all that end in `.example` are [RFC 2606]."""

REFERENCE_LABELS = words(
    """
    api apis docs doc documentation developer developers wiki learn data opendata reference registry manual
    sandbox staging schema schemas auth oauth login
    """
)
"""First labels of hosts that are read by programs and their authors, at makers that are known: `docs.stripe.com`."""

DATA_LABELS = words("data opendata")
"""First labels of hosts of open data, which every town may have: `data.cityofnewyork.us`."""

MAKERS = words(
    """
    google.com facebook.com slack.com stripe.com openai.com anthropic.com twitter.com x.com discord.com telegram.org
    whatsapp.com linkedin.com reddit.com spotify.com paypal.com adyen.com twilio.com sendgrid.com mailchimp.com
    hubspot.com salesforce.com shopify.com woocommerce.com wordpress.org zendesk.com intercom.com atlassian.com
    notion.com airtable.com asana.com trello.com zapier.com apple.com amazon.com ibm.com sap.com cloudflare.com
    vercel.com netlify.com heroku.com digitalocean.com fly.io render.com supabase.com firebase.google.com auth0.com
    okta.com snowflake.com databricks.com getdbt.com airbyte.com confluent.io datadoghq.com sentry.io newrelic.com
    newsapi.org openweathermap.org mapbox.com unity.com unrealengine.com unsplash.com steampowered.com deepl.com
    langchain.com llamaindex.ai cohere.com mistral.ai pydantic.dev astral.sh sqlalchemy.org celeryq.dev streamlit.io
    pytest.org djangoproject.com ansible.com gitea.com gradle.org cypress.io n8n.io nginx.com rabbitmq.com
    """
)
"""Hosts of makers whose documents and interfaces work is done with."""

OF_STATES = re.compile(
    r"\.(?:gov|edu|mil|int|gov\.[a-z]{2}|gouv\.[a-z]{2}|gob\.[a-z]{2}|gv\.at|edu\.[a-z]{2}|ac\.[a-z]{2})$"
)
"""Ends of hosts that only authorities and universities get."""

REPOSITORIES = words("github.com gitlab.com bitbucket.org codeberg.org kaggle.com sr.ht huggingface.co")
"""Hosts whose first folder is a person or an organization, and the second what they work on."""

FEATURES = words(
    """
    explore features topics trending search datasets competitions code learn marketplace models spaces docs
    tasks papers blog pricing
    """
)

OLD_MODELS = re.compile(
    r"(?:bert|distilbert|roberta|distilroberta|gpt2|distilgpt2|t5|xlm|xlnet|albert|camembert)(?:-[\w-]+)?"
)
"""Models that stand on their own at Hugging Face, below no person and no organization."""

REFERENCES = words(
    """
    github.com gitlab.com bitbucket.org codeberg.org kaggle.com sr.ht sourceforge.net pypi.org
    python.org npmjs.com nodejs.org crates.io rust-lang.org rubygems.org ruby-lang.org packagist.org php.net
    go.dev golang.org java.com oracle.com jetbrains.com kotlinlang.org swift.org scala-lang.org r-project.org
    cran.r-project.org julialang.org haskell.org maven.org nuget.org docker.com docker.io ghcr.io quay.io
    readthedocs.io readthedocs.org huggingface.co tensorflow.org pytorch.org scikit-learn.org pydata.org
    numpy.org scipy.org jupyter.org apache.org kubernetes.io helm.sh terraform.io hashicorp.com postgresql.org
    mysql.com mongodb.com redis.io sqlite.org elastic.co grafana.com prometheus.io opentelemetry.io
    openapis.org swagger.io json-schema.org json.org yaml.org graphql.org asyncapi.com cloudevents.io
    react.dev reactjs.org vuejs.org angular.io angular.dev svelte.dev nextjs.org djangoproject.com
    fastapi.tiangolo.com flask.palletsprojects.com rubyonrails.org laravel.com spring.io getbootstrap.com
    tailwindcss.com d3js.org mozilla.org whatwg.org w3.org ietf.org rfc-editor.org iana.org iso.org
    unicode.org ecma-international.org schema.org ogp.me oasis-open.org wikipedia.org wikidata.org
    wikimedia.org wiktionary.org openstreetmap.org geonames.org arxiv.org doi.org zenodo.org figshare.com
    osf.io semver.org keepachangelog.com spdx.org creativecommons.org opensource.org gnu.org kernel.org
    debian.org ubuntu.com archlinux.org stackoverflow.com stackexchange.com microsoft.com cloud.google.com
    aws.amazon.com amazonaws.com data.gov census.gov nasa.gov noaa.gov nih.gov cdc.gov sec.gov europa.eu
    destatis.de govdata.de data.gouv.fr insee.fr ons.gov.uk data.gov.uk legislation.gov.uk who.int un.org
    worldbank.org oecd.org imf.org kaggle.io figma.com githubusercontent.com googleapis.com microsoftonline.com
    owasp.org nist.gov
    """
)

MEETINGS = words("meet teams calendar forms outlook chat mail join")
"""First labels of hosts at which people meet, also of makers whose documents are references."""

PEOPLE = words("users user u profile profiles people in")
"""Folders below which hosts of references show persons."""


def leads_to_nobody(address: SplitResult) -> bool:
    """Return whether a link is a reference: to a repository, a document, data, or a private machine."""
    host = (address.hostname or "").removeprefix("www.")
    folders = [folder for folder in address.path.split("/") if folder]
    if _is_private(host) or is_reserved(host):
        return True
    if any(folder.lower() in PEOPLE or folder[0] in "~@" for folder in folders):
        return False
    if host in REPOSITORIES and len(folders) == 1:
        return folders[0].lower() in FEATURES or (
            host == "huggingface.co" and bool(OLD_MODELS.fullmatch(folders[0].lower()))
        )
    labels = host.split(".")
    if labels[0] in MEETINGS or (host == "docs.google.com" and "forms" in folders):
        return False
    ends = {".".join(labels[n:]) for n in range(len(labels) - 1)}
    is_known = not ends.isdisjoint(MAKERS) or labels[0] in DATA_LABELS or bool(OF_STATES.search(host))
    return not ends.isdisjoint(REFERENCES) or (is_known and len(labels) > 2 and labels[0] in REFERENCE_LABELS)


def is_reserved(host: str) -> bool:
    """Return whether a host is one for examples, which nobody can own."""
    labels = host.lower().split(".")
    return ".".join(labels[-2:]) in RESERVED or labels[-1] == "example"


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.rpartition(".")[2] in PRIVATE


def is_no_host(name: str) -> bool:
    """Return whether a name with a dot, which no scheme precedes, is a file, a field, a product, or the end of one
    sentence and the begin of the next."""
    start, _, end = name.rpartition(".")
    if "." in start and name.partition(".")[0] in PACKAGES:
        return True
    if name.lower() in NAMES_THAT_LOOK_LIKE_DOMAINS or end.lower() in CODE_ENDINGS:
        return not name.lower().startswith("www.")
    return end[:1].isupper() and not end.isupper() and start[:1].islower()
