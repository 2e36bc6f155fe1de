"""YAML for readers: it has no references, and a text of several lines is a block."""

import yaml

WIDTH = 110


class Plain(yaml.SafeDumper):
    """Writes an object in full in every place, without references."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Plain.add_representer(str, _text)


def dump(*documents: object) -> str:
    return str(yaml.dump_all(documents, Dumper=Plain, sort_keys=False, width=WIDTH, allow_unicode=True))
