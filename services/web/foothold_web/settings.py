"""The settings of the web app."""

from pydantic import Field, SecretStr

from foothold_chassis.settings import ServiceSettings


class WebSettings(ServiceSettings):
    """Where the gateway is, and the key that tokens are sealed with."""

    gateway_url: str
    """Such as http://gateway:8080."""

    web_session_key: SecretStr = Field(min_length=32)
    """Any text of 32 characters or more. Tokens in the database are sealed with it, and forms carry its proof."""
