"""One look for the notebook's card and the pages: colours for light and dark, a shape and a word for each outcome."""

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "ink": "#1f2328", "soft": "#57606a", "paper": "#ffffff", "tint": "#f4f6f8", "line": "#d0d7de", "accent": "#0b57d0",
    "pass": "#116329", "fail": "#a8380c", "todo": "#57606a", "blocked": "#7a5200", "error": "#8a1f7a",
    "manual": "#0b57d0",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "ink": "#e6edf3", "soft": "#a9b3be", "paper": "#15191f", "tint": "#1e242c", "line": "#3a434e", "accent": "#8ab4f8",
    "pass": "#5fd07f", "fail": "#ffa27a", "todo": "#a9b3be", "blocked": "#e8c268", "error": "#f0a0e4",
    "manual": "#8ab4f8",
}  # fmt: skip
WORDS: Mapping[str, str] = {
    "pass": "passes", "fail": "not yet", "todo": "to do", "blocked": "waits", "error": "our error",
    "manual": "by a person",
}  # fmt: skip
SIGNS: Mapping[str, str] = {"pass": "✓", "fail": "✗", "todo": "·", "blocked": "⊘", "error": "!", "manual": "✎"}
_SHAPES: Mapping[str, str] = {
    "pass": '<circle cx="8" cy="8" r="7.5" fill="currentColor"/><path d="M4.5 8.3l2.4 2.4 4.6-5" class="ag-cut"/>',
    "fail": '<rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor"/>'
    '<path d="M5 5l6 6M11 5l-6 6" class="ag-cut"/>',
    "todo": '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.6" '
    'stroke-dasharray="3 2.4"/>',
    "blocked": '<path d="M8 1l7 13.5H1z" fill="currentColor"/><path d="M8 6v4M8 11.8v.9" class="ag-cut"/>',
    "error": '<path d="M8 .6l7.4 7.4L8 15.4.6 8z" fill="currentColor"/><path d="M8 4.5v4.6M8 10.9v.9" class="ag-cut"/>',
    "manual": '<path d="M2 14l.8-3.4L11 2.4l2.6 2.6-8.2 8.2z" fill="none" stroke="currentColor" stroke-width="1.6"/>',
}


def icon(outcome: str) -> str:
    """The shape of an outcome as inline SVG in the colour of the text around it; its word must stand beside it."""
    return (
        f'<svg class="ag-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{_SHAPES[outcome]}</svg>'
    )


def variables(colours: Mapping[str, str]) -> str:
    """The colours as CSS custom properties `--ag-NAME`."""
    return "".join(f"--ag-{name}:{value};" for name, value in colours.items())
