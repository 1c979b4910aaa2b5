//! A form as a docx: `WordprocessingML` in the layout of official papers (GB/T 9704): A4, 仿宋 三号, margins 37/35/28/26 mm.
//!
//! What is written here still has its `{{字段}}` in it: a form is a template like one of the county's own, and
//! [`super::template`] fills both.

use super::form::{Align, Block, Form, Laid, Table};
use super::package::Package;
use super::xml::{Element, Node, element, val};

/// The fonts by the names they have in China, with what stands in where they are not.
const FONTS: [(&str, &str); 4] =
    [("方正小标宋简体", "宋体"), ("黑体", "SimHei"), ("仿宋", "仿宋_GB2312"), ("Times New Roman", "Liberation Serif")];

const TITLE: &str = FONTS[0].0;
const HEAD: &str = FONTS[1].0;
const BODY: &str = FONTS[2].0;
const LATIN: &str = FONTS[3].0;

/// Twentieths of a point in a millimetre, times 100: the page is laid out in the first and spoken of in the second.
const fn twips(mm: u32) -> u32 {
    mm * 5669 / 100
}

/// How wide the text is, in millimetres.
const WIDTH: u32 = 156;

/// How high a row is at least, in millimetres.
const LOWEST: u32 = 8;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

impl Package {
    /// Lays a form out, its fields still to be filled.
    pub fn of_form(form: &Form) -> Self {
        Self::of([
            ("[Content_Types].xml", content_types()),
            ("_rels/.rels", relations(&[("officeDocument", "word/document.xml"), ("core", "docProps/core.xml")])),
            (
                "word/_rels/document.xml.rels",
                relations(&[
                    ("styles", "styles.xml"),
                    ("settings", "settings.xml"),
                    ("fontTable", "fontTable.xml"),
                    ("footer", "footer1.xml"),
                    ("footer", "footer2.xml"),
                ]),
            ),
            ("word/document.xml", document(form)),
            ("word/styles.xml", styles()),
            ("word/settings.xml", settings(false)),
            ("word/fontTable.xml", font_table()),
            ("word/footer1.xml", footer("right")),
            ("word/footer2.xml", footer("left")),
            ("docProps/core.xml", element("cp:coreProperties")),
        ])
    }
}

fn document(form: &Form) -> Element {
    let mut body = element("w:body");
    for (at, block) in form.blocks.iter().enumerate() {
        let mut made = block_of(block);
        match form.blocks.get(at + 1) {
            // Nobody signs a page that says nothing.
            Some(Block::Sign(_) | Block::Seal(_)) => made.last_mut().into_iter().for_each(keep_with_next),
            Some(Block::Table(_)) if !matches!(block, Block::Right(_)) => made.push(paragraph("Gap", "")),
            _ => {}
        }
        body = body.and_all(made);
    }
    // A table at the very end would have nothing after it to stand on.
    if matches!(form.blocks.last(), None | Some(Block::Table(_))) {
        body = body.and(paragraph("Small", ""));
    }
    let section = section(Numbers::OnAll);
    element("w:document").with("xmlns:w", W).with("xmlns:r", R).and(body.and(section))
}

/// Which pages bear a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// All of them, going on from those before.
    OnAll,
    /// All of them, beginning with one.
    FromOne,
    /// None.
    None,
}

/// Lays out the pages of a part.
pub(super) fn section(numbers: Numbers) -> Element {
    let page = element("w:pgSz").with("w:w", 11906).with("w:h", 16838);
    let margins = element("w:pgMar")
        .with("w:top", twips(37))
        .with("w:right", twips(26))
        .with("w:bottom", twips(35))
        .with("w:left", twips(28))
        .with("w:header", twips(15))
        .with("w:footer", twips(23))
        .with("w:gutter", 0);
    let foot = |kind: &str, id: u32| element("w:footerReference").with("w:type", kind).with("r:id", format!("rId{id}"));
    let laid = [page, margins];
    match numbers {
        Numbers::OnAll => element("w:sectPr").and_all([foot("default", 4), foot("even", 5)]).and_all(laid),
        Numbers::FromOne => element("w:sectPr")
            .and_all([foot("default", 4), foot("even", 5)])
            .and_all(laid)
            .and(element("w:pgNumType").with("w:start", 1)),
        // A part takes over the feet of the one before, except on its first page, which has none of its own.
        Numbers::None => element("w:sectPr").and_all(laid).and(element("w:titlePg")),
    }
}

fn block_of(block: &Block) -> Vec<Element> {
    match block {
        Block::Title(text) => lines("Title", text),
        Block::Number(text) => lines("Number", text),
        Block::Right(text) => lines("RightLine", text),
        Block::Left(text) => lines("LeftLine", text),
        Block::Head(text) => lines("Heading1", text),
        Block::Text(text) => lines("Normal", text),
        Block::Note(text) => lines("Small", text),
        Block::Table(table) => vec![table_of(table)],
        Block::Sign(texts) => together("Sign", texts, sign_line),
        Block::Seal(texts) => together("Seal", texts, |text| paragraph("Seal", text)),
        Block::NewPage(_) => {
            vec![element("w:p").and(element("w:r").and(element("w:br").with("w:type", "page")))]
        }
    }
}

/// Keeps a paragraph on the page of the next one.
fn keep_with_next(made: &mut Element) {
    if let Some(Node::Element(properties)) = made.children.first_mut().filter(|_| made.name == "w:p")
        && !properties.holds(&["w:keepNext"])
    {
        let place = properties.children.len().min(1);
        properties.children.insert(place, Node::Element(element("w:keepNext")));
    }
}

/// Makes a paragraph of every line of a text.
fn lines(style: &str, text: &str) -> Vec<Element> {
    text.trim_matches('\n').lines().map(|line| paragraph(style, line)).collect()
}

fn paragraph(style: &str, text: &str) -> Element {
    let p = element("w:p").and(element("w:pPr").and(val("w:pStyle", style)));
    if text.is_empty() { p } else { p.and(run(text)) }
}

fn run(text: &str) -> Element {
    element("w:r").and(element("w:t").with("xml:space", "preserve").and_text(text))
}

/// Makes lines that stay on one page.
fn together(style: &str, texts: &[String], line: impl Fn(&str) -> Element) -> Vec<Element> {
    let mut made: Vec<Element> = texts.iter().map(|text| line(text)).collect();
    let count = made.len();
    for (at, line) in made.iter_mut().enumerate() {
        let mut properties = element("w:pPr").and(val("w:pStyle", style));
        if at + 1 < count {
            properties = properties.and(element("w:keepNext"));
        }
        properties = properties.and(element("w:keepLines"));
        if at == 0 {
            properties = properties.and(spacing(400, 560, "exact"));
        }
        if let Some(Node::Element(first)) = line.children.first_mut() {
            // The stops of a line to sign stand between keeping and spacing.
            let stops: Vec<Element> = first.elements().filter(|it| it.is("w:tabs")).cloned().collect();
            let place = properties.children.iter().position(|it| it.element().is_some_and(|it| it.is("w:spacing")));
            let place = place.unwrap_or(properties.children.len());
            properties.children.splice(place..place, stops.into_iter().map(Node::Element));
            *first = properties;
        }
    }
    made
}

/// What two lines to sign stand apart.
const GAP: u32 = 400;

/// How long a line to sign is at least.
const SHORTEST: u32 = 1200;

/// Makes a line to sign: after each label, parted by `|`, a line is drawn.
fn sign_line(text: &str) -> Element {
    // A tag alone in its line opens or closes what is repeated, and signs nothing.
    if text.starts_with("{{") && text.find("}}") == text.len().checked_sub(2) {
        return paragraph("Sign", text);
    }
    let labels: Vec<&str> = text.split('|').collect();
    let count = u32::try_from(labels.len()).unwrap_or(1).max(1);
    let taken = labels.iter().map(|label| width_of(label)).sum::<u32>() + GAP * (count - 1);
    // What the labels leave is shared, so that nobody has to sign on less than another.
    let share = (twips(WIDTH).saturating_sub(taken) / count).max(SHORTEST);
    let stop =
        |leader: &str, place: u32| element("w:tab").with("w:val", "left").with("w:leader", leader).with("w:pos", place);
    let tab = || element("w:r").and(element("w:tab"));
    let (mut stops, mut runs, mut place) = (element("w:tabs"), Vec::new(), 0);
    for (at, label) in (1..).zip(&labels) {
        place += width_of(label) + share;
        stops = stops.and(stop("underscore", place));
        runs.extend([run(label), tab()]);
        if at < count {
            place += GAP;
            stops = stops.and(stop("none", place));
            runs.push(tab());
        }
    }
    element("w:p").and(element("w:pPr").and(stops)).and_all(runs)
}

/// Returns about how wide a label is, in twentieths of a point; a field has room for four characters.
fn width_of(label: &str) -> u32 {
    const CHAR: u32 = 320;
    let mut width = 0;
    let mut rest = label;
    while let Some((before, (_, after))) = rest.split_once("{{").and_then(|(a, b)| Some((a, b.split_once("}}")?))) {
        width += width_of(before) + 4 * CHAR;
        rest = after;
    }
    width + rest.chars().map(|char| if char.is_ascii() { CHAR / 2 } else { CHAR }).sum::<u32>()
}

fn spacing(before: u32, line: u32, rule: &str) -> Element {
    element("w:spacing").with("w:before", before).with("w:line", line).with("w:lineRule", rule)
}

/// Makes a table with borders; cells that go down over several rows are continued in them.
fn table_of(table: &Table) -> Element {
    let border =
        |side: &str| val(&format!("w:{side}"), "single").with("w:sz", 6).with("w:space", 0).with("w:color", "000000");
    let borders = ["top", "left", "bottom", "right", "insideH", "insideV"].map(border);
    let margin = |side: &str| element(&format!("w:{side}")).with("w:w", 85).with("w:type", "dxa");
    let whole: u32 = table.widths.iter().map(|mm| twips(*mm)).sum();
    let properties = element("w:tblPr")
        .and(element("w:tblW").with("w:w", whole).with("w:type", "dxa"))
        .and(val("w:jc", "center"))
        .and(element("w:tblBorders").and_all(borders))
        .and(element("w:tblLayout").with("w:type", "fixed"))
        .and(element("w:tblCellMar").and_all(["left", "right"].map(margin)));
    let grid = table.widths.iter().map(|mm| element("w:gridCol").with("w:w", twips(*mm)));
    let mut made = element("w:tbl").and(properties).and(element("w:tblGrid").and_all(grid));
    // What is still to go on below, by its first column: over how many columns, and for how many rows more.
    let mut below: Vec<(usize, u32, u32)> = Vec::new();
    for (at, cells) in table.rows.iter().enumerate() {
        let heads = at == 0 && table.rows.len() > 1 && cells.iter().all(|cell| !cell.laid().text.contains("{{"));
        let (row, next) = row_of(table, cells.iter().map(super::form::Cell::laid), &below, heads);
        made = made.and(row);
        below = next;
    }
    made
}

type Below = Vec<(usize, u32, u32)>;

fn row_of(table: &Table, cells: impl Iterator<Item = Laid>, below: &Below, heads: bool) -> (Element, Below) {
    let mut cells = cells.peekable();
    let (mut made, mut next, mut high, mut column) = (Vec::new(), Below::new(), LOWEST, 0);
    let width =
        |from: usize, span: u32| table.widths.iter().skip(from).take(span as usize).map(|mm| twips(*mm)).sum::<u32>();
    while column < table.widths.len() {
        if let Some((_, span, rows)) = below.iter().find(|(from, _, _)| *from == column) {
            made.push(cell(width(column, *span), *span, Some("continue"), "center").and(paragraph("Cell", "")));
            if *rows > 1 {
                next.push((column, *span, rows - 1));
            }
            column += *span as usize;
            continue;
        }
        let Some(laid) = cells.next() else { break };
        high = high.max(laid.high);
        if laid.down > 1 {
            next.push((column, laid.span, laid.down - 1));
        }
        let is_value = laid.text.contains("{{");
        let place = if laid.high >= 25 && is_value { "top" } else { "center" };
        let style = match laid.align {
            Some(Align::Left) => "CellLeft",
            Some(Align::Right) => "CellRight",
            None if is_value => "CellLeft",
            Some(Align::Centre) | None => "Cell",
        };
        let merged = (laid.down > 1).then_some("restart");
        let made_cell = cell(width(column, laid.span), laid.span, merged, place);
        let texts = lines(style, &laid.text);
        made.push(if texts.is_empty() { made_cell.and(paragraph(style, "")) } else { made_cell.and_all(texts) });
        column += laid.span as usize;
    }
    let mut properties = element("w:trPr");
    if high <= LOWEST {
        properties = properties.and(element("w:cantSplit"));
    }
    properties = properties.and(val("w:trHeight", twips(high)).with("w:hRule", "atLeast"));
    if heads {
        properties = properties.and(element("w:tblHeader"));
    }
    (element("w:tr").and(properties).and_all(made), next)
}

fn cell(width: u32, span: u32, merged: Option<&str>, place: &str) -> Element {
    let mut properties = element("w:tcPr").and(element("w:tcW").with("w:w", width).with("w:type", "dxa"));
    if span > 1 {
        properties = properties.and(val("w:gridSpan", span));
    }
    if let Some(merged) = merged {
        properties = properties.and(val("w:vMerge", merged));
    }
    element("w:tc").and(properties.and(val("w:vAlign", place)))
}

fn font(east: &str) -> Element {
    let fonts = element("w:rFonts").with("w:ascii", LATIN).with("w:hAnsi", LATIN);
    fonts.with("w:eastAsia", east).with("w:cs", LATIN)
}

/// Makes the properties of a text; the size is in half points.
fn letters(east: &str, size: u32) -> Element {
    element("w:rPr").and(font(east)).and(val("w:sz", size)).and(val("w:szCs", size))
}

fn style(id: &str, name: &str, paragraph: Element, run: Element) -> Element {
    let style = element("w:style").with("w:type", "paragraph").with("w:styleId", id).and(val("w:name", name));
    let style = if id == "Normal" { style } else { style.and(val("w:basedOn", "Normal")) };
    style.and(element("w:qFormat")).and(paragraph).and(run)
}

fn styles() -> Element {
    let ppr = || element("w:pPr");
    let indent = |chars: u32, twips: u32| element("w:ind").with("w:firstLineChars", chars).with("w:firstLine", twips);
    let flush = || indent(0, 0);
    let defaults = element("w:docDefaults")
        .and(
            element("w:rPrDefault")
                .and(letters(BODY, 32).and(element("w:lang").with("w:val", "en-US").with("w:eastAsia", "zh-CN"))),
        )
        .and(element("w:pPrDefault").and(ppr()));
    let exact = |before: u32, after: u32| {
        element("w:spacing")
            .with("w:before", before)
            .with("w:after", after)
            .with("w:line", 560)
            .with("w:lineRule", "exact")
    };
    let loose =
        || element("w:spacing").with("w:before", 30).with("w:after", 30).with("w:line", 240).with("w:lineRule", "auto");
    let cell = |align: &str| ppr().and(loose()).and(flush()).and(val("w:jc", align));
    element("w:styles").with("xmlns:w", W).and(defaults).and_all([
        style(
            "Normal",
            "Normal",
            ppr().and(exact(0, 0)).and(indent(200, 640)).and(val("w:jc", "both")),
            letters(BODY, 32),
        )
        .with("w:default", 1),
        style(
            "Title",
            "Title",
            ppr()
                .and(element("w:keepNext"))
                .and(
                    element("w:spacing")
                        .with("w:before", 120)
                        .with("w:after", 240)
                        .with("w:line", 640)
                        .with("w:lineRule", "exact"),
                )
                .and(flush())
                .and(val("w:jc", "center")),
            letters(TITLE, 44),
        ),
        style("Number", "Number", ppr().and(exact(0, 280)).and(flush()).and(val("w:jc", "center")), letters(BODY, 32)),
        style(
            "RightLine",
            "Right line",
            ppr().and(exact(0, 60)).and(flush()).and(val("w:jc", "right")),
            letters(BODY, 28),
        ),
        style("LeftLine", "Left line", ppr().and(exact(0, 0)).and(flush()).and(val("w:jc", "left")), letters(BODY, 32)),
        style(
            "Heading1",
            "heading 1",
            ppr().and(element("w:keepNext")).and(exact(0, 0)).and(indent(200, 640)),
            letters(HEAD, 32),
        ),
        style("Sign", "Sign", ppr().and(exact(120, 0)).and(flush()).and(val("w:jc", "left")), letters(BODY, 32)),
        style(
            "Seal",
            "Seal",
            ppr()
                .and(exact(0, 0))
                .and(flush().with("w:rightChars", 400).with("w:right", 1280))
                .and(val("w:jc", "right")),
            letters(BODY, 32),
        ),
        style("Cell", "Cell", cell("center"), letters(BODY, 24)),
        style("CellLeft", "Cell left", cell("left"), letters(BODY, 24)),
        style("CellRight", "Cell right", cell("right"), letters(BODY, 24)),
        style("Small", "Small", ppr().and(loose()).and(flush()).and(val("w:jc", "left")), letters(BODY, 21)),
        style("Gap", "Gap", ppr().and(spacing(0, 120, "exact")).and(flush()), letters(BODY, 8)),
        style("Footer", "footer", ppr().and(loose()).and(flush()), letters("宋体", 28)),
    ])
}

/// Makes the foot of a page: its number between dashes, on the outer side.
fn footer(side: &str) -> Element {
    let text = |text: &str| run(text);
    let page = element("w:fldSimple").with("w:instr", " PAGE ").and(text("1"));
    let outer = element("w:ind").with("w:firstLineChars", 0).with("w:firstLine", 0);
    let outer = if side == "right" {
        outer.with("w:rightChars", 100).with("w:right", 280)
    } else {
        outer.with("w:leftChars", 100).with("w:left", 280)
    };
    let properties = element("w:pPr").and(val("w:pStyle", "Footer")).and(outer).and(val("w:jc", side));
    let line = element("w:p").and(properties).and(text("— ")).and(page).and(text(" —"));
    element("w:ftr").with("xmlns:w", W).with("xmlns:r", R).and(line)
}

/// Makes the settings; `counts` has fields brought up to date when the file is opened.
pub(super) fn settings(counts: bool) -> Element {
    let compat = element("w:compat").and(
        element("w:compatSetting")
            .with("w:name", "compatibilityMode")
            .with("w:uri", "http://schemas.microsoft.com/office/word")
            .with("w:val", 15),
    );
    element("w:settings")
        .with("xmlns:w", W)
        .and_all([
            element("w:zoom").with("w:percent", 100),
            element("w:evenAndOddHeaders"),
            val("w:characterSpacingControl", "compressPunctuation"),
        ])
        .and_all(counts.then(|| val("w:updateFields", "true")))
        .and(compat)
}

fn font_table() -> Element {
    let fonts = FONTS.map(|(name, instead)| element("w:font").with("w:name", name).and(val("w:altName", instead)));
    element("w:fonts").with("xmlns:w", W).and_all(fonts)
}

fn content_types() -> Element {
    let default =
        |extension: &str, kind: &str| element("Default").with("Extension", extension).with("ContentType", kind);
    let part = |name: &str, kind: &str| {
        element("Override").with("PartName", name).with("ContentType", format!("{WORD}.{kind}+xml"))
    };
    element("Types")
        .with("xmlns", format!("{PACKAGE}/content-types"))
        .and(default("rels", "application/vnd.openxmlformats-package.relationships+xml"))
        .and(default("xml", "application/xml"))
        .and_all([
            part("/word/document.xml", "document.main"),
            part("/word/styles.xml", "styles"),
            part("/word/settings.xml", "settings"),
            part("/word/fontTable.xml", "fontTable"),
            part("/word/footer1.xml", "footer"),
            part("/word/footer2.xml", "footer"),
        ])
        .and(
            element("Override")
                .with("PartName", "/docProps/core.xml")
                .with("ContentType", "application/vnd.openxmlformats-package.core-properties+xml"),
        )
}

fn relations(to: &[(&str, &str)]) -> Element {
    let relation = |(at, (kind, target)): (usize, &(&str, &str))| {
        let kind = match *kind {
            "core" => format!("{PACKAGE}/relationships/metadata/core-properties"),
            kind => format!("{R}/{kind}"),
        };
        element("Relationship").with("Id", format!("rId{}", at + 1)).with("Type", kind).with("Target", target)
    };
    element("Relationships")
        .with("xmlns", format!("{PACKAGE}/relationships"))
        .and_all(to.iter().enumerate().map(relation))
}
