"""The style sheet of the card: follows the colours of JupyterLab, VS Code and Colab, and of the system elsewhere."""

from functools import cache

from autograder.feedback import palette
from autograder.model.templates import text

_DARK_PLACES = (
    'body[data-jp-theme-light="false"] .ag-card', "body.vscode-dark .ag-card",
    "body.vscode-high-contrast:not(.vscode-high-contrast-light) .ag-card", 'html[theme="dark"] .ag-card',
)  # fmt: skip
_NO_THEME_TOLD = (
    'html:not([theme]) body:not([data-jp-theme-light]):not([class*="vscode-"]):not([data-vscode-theme-kind]) .ag-card'
)

_OUTCOMES = "".join(f"& .ag-{name}{{color:var(--ag-{name})}}" for name in palette.WORDS)


@cache
def sheet() -> str:
    """The whole style sheet, every rule below `.ag-card`, which is said three times to weigh more than editors' own."""
    rules = text("student", "card.css") + _OUTCOMES
    light, dark = palette.variables(palette.LIGHT), palette.variables(palette.DARK)
    return (
        f".ag-card{{color-scheme:light;{light}}}"
        f"@media (prefers-color-scheme:dark){{{_NO_THEME_TOLD}{{color-scheme:dark;{dark}}}}}"
        f"{','.join(_DARK_PLACES)}{{color-scheme:dark;{dark}}}"
        f"{rules.replace('&', '.ag-card' * 3)}"
    ).replace("\n", "")
