"""What a file says counts for whom: TOML to a table and a policy, for all documents or for those of one customer."""

from parzo_validate.config.loading import Config, load_config
from parzo_validate.errors import InvalidConfig

__all__ = ["Config", "InvalidConfig", "load_config"]
