"""The page and the JavaScript module: files of this package that ``parzo-validate page`` puts together."""
