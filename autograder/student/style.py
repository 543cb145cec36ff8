"""The style sheet of the card: follows the colours of JupyterLab, VS Code and Colab, and of the system elsewhere."""

from autograder.feedback import palette

_DARK_PLACES = (
    'body[data-jp-theme-light="false"] .ag-card', "body.vscode-dark .ag-card",
    "body.vscode-high-contrast:not(.vscode-high-contrast-light) .ag-card", 'html[theme="dark"] .ag-card',
)  # fmt: skip
_NO_THEME_TOLD = (
    'html:not([theme]) body:not([data-jp-theme-light]):not([class*="vscode-"]):not([data-vscode-theme-kind]) .ag-card'
)

_RULES = """
.ag-card{box-sizing:border-box;max-width:46rem;margin:.35rem 0;padding:.8rem 1rem .7rem;
border:1px solid var(--ag-line);
border-left:4px solid var(--ag-edge,var(--ag-line));border-radius:8px;background:var(--ag-paper);color:var(--ag-ink);
font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;text-align:left}
& *{box-sizing:border-box}
& .ag-head{display:flex;flex-wrap:wrap;gap:.2rem .7rem;align-items:baseline;
justify-content:space-between;
margin:0 0 .4rem}
& .ag-title{font-size:1.05rem;font-weight:650;margin:0;color:var(--ag-ink)}
& .ag-points{color:var(--ag-soft);font-variant-numeric:tabular-nums}
& code,& pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;
font-size:.92em;
background:none;
color:inherit;padding:0;border:0}
& .ag-checks{list-style:none;margin:0;padding:0}
& .ag-check{padding:.35rem 0;border-top:1px solid var(--ag-line);margin:0}
& .ag-line{display:flex;gap:.55rem;align-items:baseline}
& .ag-icon{flex:none;width:14px;height:14px;position:relative;top:2px}
& .ag-cut{fill:none;stroke:var(--ag-paper);stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
& .ag-word{flex:none;min-width:4.1em;font-weight:600}
& .ag-what{flex:1;overflow-wrap:anywhere}
& .ag-body{margin:.25rem 0 .2rem 1.45rem;overflow-wrap:anywhere}
& .ag-mistake{margin:0 0 .3rem;font-weight:550}
& .ag-name{color:var(--ag-soft);font-weight:400}
& .ag-values{display:grid;grid-template-columns:max-content 1fr;gap:.05rem .8rem;margin:0;
padding:.4rem .6rem;
background:var(--ag-tint);border-radius:6px}
& .ag-values .ag-key{color:var(--ag-soft);font-weight:400;margin:0}
& .ag-values .ag-value{margin:0;overflow-wrap:anywhere;
font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
& .ag-message{margin:0;white-space:pre-wrap}
& .ag-hints{margin:.5rem 0 0;padding:.45rem .6rem;border:1px dashed var(--ag-line);border-radius:6px}
& .ag-hints p{margin:0 0 .2rem;white-space:pre-wrap;overflow-wrap:anywhere}
& .ag-hints p:last-child{margin:0}
& .ag-figure{margin:.5rem 0 0}
& .ag-figure img{max-width:min(22rem,100%);border:1px solid var(--ag-line);border-radius:6px;
background:#fff;
margin:0}
& figcaption,& .ag-foot{color:var(--ag-soft);font-size:.86em;margin:.45rem 0 0}
& .ag-bar{height:8px;border-radius:4px;background:var(--ag-tint);border:1px solid var(--ag-line);
overflow:hidden;margin:.2rem 0 .6rem}
& .ag-bar i{display:block;height:100%;background:var(--ag-pass)}
& .ag-strip{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;margin:0 0 .6rem;padding:0}
& .ag-strip li{display:flex;gap:.35rem;align-items:baseline;margin:0;padding:.12rem .5rem;
border:1px solid var(--ag-line);
border-radius:99px;font-size:.88em}
& .ag-strip .ag-now{border-color:var(--ag-accent);box-shadow:0 0 0 1px var(--ag-accent)}
& .ag-strip .ag-icon{width:11px;height:11px;top:1px}
& .ag-strip b{font-weight:500;color:var(--ag-ink)}
& .ag-sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);
white-space:nowrap}
& .ag-next{margin:0;padding:.5rem .7rem;background:var(--ag-tint);border-radius:6px}
"""
_OUTCOMES = "".join(f"& .ag-{name}{{color:var(--ag-{name})}}" for name in palette.WORDS)


def sheet() -> str:
    """The whole style sheet, every rule below `.ag-card`, which is said three times to weigh more than editors' own."""
    light, dark = palette.variables(palette.LIGHT), palette.variables(palette.DARK)
    return (
        f".ag-card{{color-scheme:light;{light}}}"
        f"@media (prefers-color-scheme:dark){{{_NO_THEME_TOLD}{{color-scheme:dark;{dark}}}}}"
        f"{','.join(_DARK_PLACES)}{{color-scheme:dark;{dark}}}"
        f"{(_RULES.strip() + _OUTCOMES).replace('&', '.ag-card' * 3)}"
    ).replace("\n", "")
