//! The recovery kit as a page to print: one file that loads nothing from anywhere.

use client::Kit;
use jiff::civil::Date;
use language::{current, say};
use zeroize::Zeroizing;

use crate::picture;

/// The page, or nothing if the words make no picture for a camera.
pub(crate) fn page(kit: &Kit, made: Date) -> Option<Zeroizing<String>> {
    let words: String = kit.words.split(' ').map(|word| format!("<li>{word}</li>")).collect();
    let picture = Zeroizing::new(picture::svg(&kit.words)?);
    let relay = kit.relay.as_deref();
    let command = format!("entre restore --kit - --relay {}", relay.unwrap_or("wss://RELAY"));
    let facts = [
        (say!("page-known-by"), kit.fingerprint.join(" "), say!("page-known-by-note")),
        (
            say!("label-relay"),
            relay.map_or_else(|| say!("none-named"), str::to_owned),
            say!("page-relay-note"),
        ),
        (say!("page-made"), made.to_string(), say!("page-made-note")),
    ];
    let facts: String = facts
        .iter()
        .map(|(name, value, note)| format!("<dt>{name}<dd>{}<small>{note}</small>", escaped(value)))
        .collect();
    let name = escaped(&kit.name);
    Some(Zeroizing::new(format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n\
         <main>\n<h1>{heading} <span>{of}</span></h1>\n\
         <p class=\"warning\">{warning}</p>\n\
         <ol>{words}</ol>\n<div class=\"foot\">\n<figure>{picture}<figcaption>{caption}</figcaption></figure>\n\
         <dl>{facts}<dt>{used}<dd><code>{command}</code><small>{used_note}</small></dl>\n\
         </div>\n</main>\n</html>\n",
        tag = current().tag(),
        title = say!("page-title", name = &name),
        heading = say!("page-heading"),
        of = say!("page-heading-of", name = &name),
        warning = say!("page-warning", name = &name),
        caption = say!("page-caption"),
        used = say!("page-use"),
        used_note = say!("page-use-note"),
        command = escaped(&command),
        picture = *picture,
    )))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1d1b18;--soft:#5e594f;--line:#ddd7cb;--paper:#fffefb;--mark:#a56a00}
@media (prefers-color-scheme:dark){:root{--ink:#ece8df;--soft:#aca595;--line:#37332b;--paper:#1f1d19;--mark:#c8983f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:44rem;margin:0 auto;padding:3rem 1.5rem}
h1{font:600 2rem/1.15 Charter,Georgia,serif;margin:0 0 1rem}h1 span{color:var(--soft);font-weight:400}
.warning{border-left:3px solid var(--mark);padding-left:1rem;margin:0 0 2rem;max-width:38rem}
ol{list-style:none;counter-reset:word;display:grid;grid-template-rows:repeat(8,auto);grid-auto-flow:column;
grid-auto-columns:1fr;gap:0 2rem;padding:1rem 0;margin:0 0 2rem;border:solid var(--line);border-width:1px 0}
li{counter-increment:word;display:flex;gap:.75rem;font:1.125rem/2 ui-monospace,monospace}
li::before{content:counter(word);color:var(--soft);min-width:1.5rem;text-align:right;font-size:.875rem;line-height:2.55}
.foot{display:flex;flex-wrap:wrap;gap:2rem;align-items:flex-start}
figure{margin:0;width:12rem}figure svg{display:block;width:100%;border-radius:4px}
figcaption,small{color:var(--soft);font-size:.8125rem}small{display:block}
dl{flex:1 1 18rem;margin:0}dt{font-weight:600}dd{margin:0 0 .75rem;overflow-wrap:anywhere}
code{font:.9375rem/1.5 ui-monospace,monospace}
@media (max-width:34rem){main{padding:1.5rem 1rem}ol{grid-template-rows:repeat(12,auto);gap:0 1rem}}
@media print{:root{--ink:#000;--soft:#444;--line:#999;--paper:#fff;--mark:#000}main{padding:0;max-width:none}@page{margin:2cm}}
";
