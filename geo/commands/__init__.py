"""Commands of `python -m geo` that are more than one line: options, input, output."""
