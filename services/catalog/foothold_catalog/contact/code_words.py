"""Words that stand after an `@` in code."""

from foothold_catalog.contact.reading import words

AFTER_AT = words(
    """
    property staticmethod classmethod dataclass override overload abstractmethod cached_property lru_cache
    cache wraps contextmanager final task shared_task fixture given when then test before after beforeeach
    aftereach beforeall afterall parameterizedtest nested mock mockbean spy component injectable inject
    autowired service repository controller restcontroller entity table column id bean configuration value
    transactional query path get post put delete patch getmapping postmapping requestmapping requestbody
    responsebody pathvariable requestparam valid validated data builder getter setter slf4j jsonproperty
    jsonignore deprecated suppresswarnings nullable nonnull notnull functionalinterface safevarargs param
    params return returns throws see since author version type typedef template callback example todo link
    inheritdoc media import keyframes supports layer apply tailwind mixin include extend use forward if else
    each for while charset page namespace container interface protocol implementation selector end main state
    binding published objc available escaping viewbuilder environment environmentobject observedobject
    stateobject observable mainactor composable preview singleton module provides hiltviewmodel input output
    viewchild hostlistener directive pipe ngmodule prop watch emit computed required immutable mutable
    experimental internal daily hourly weekly monthly yearly annually reboot midnight latest next beta alpha
    stable lts types babel vue here channel everyone everybody all jit njit vectorize mention mentions handle
    handles username usernames user name tool tf_export pytest_fixture app_route validator field_validator
    model_validator root_validator serializer hybrid_property receiver login_required csrf_exempt
    permission_required admin register client route sql timestamp message context graph language list set
    vocab base reverse index
    """
)
"""Decorators, annotations, rules of style sheets, tags of comments and JSON-LD, scopes and tags of packages."""
