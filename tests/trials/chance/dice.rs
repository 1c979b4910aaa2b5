//! Dice: texts from pieces that have made trouble somewhere, and changes to texts that are right.

/// Pieces that make trouble: control sequences, marks that cannot be seen, odd widths, broken numbers and dates.
pub const TROUBLE: &[&str] = &[
    "\u{1b}[2J",
    "\u{1b}]52;c;QUJD\u{7}",
    "\u{1b}]8;;http://x\u{1b}\\",
    "\u{1b}P1$r\u{1b}\\",
    "\u{9b}31m",
    "\u{9d}0;x\u{9c}",
    "\u{90}q\u{9c}",
    "\u{0}",
    "\u{7f}",
    "\u{8}",
    "\r",
    "\n",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{2066}",
    "\u{2069}",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{ad}",
    "\u{fe0f}",
    "\u{fe0e}",
    "\u{e0100}",
    "\u{301}",
    "\u{489}",
    "z\u{351}\u{36b}\u{343}\u{36a}\u{302}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{1f1e8}\u{1f1f3}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{e000}",
    "\u{1100}\u{1161}\u{11a8}",
    "\u{3164}",
    "\u{115f}",
    "\u{2800}",
    "﷽",
    "ﷺ",
    "\u{0e33}",
    "𠮷",
    "㐂",
    "\u{f900}",
    "=1+1",
    "+86",
    "-1",
    "@sum",
    "'",
    "\"",
    "\\",
    "%{no}",
    "%s",
    "{}",
    "[",
    "]",
    "0",
    "-0",
    "1e309",
    "NaN",
    "9223372036854775807",
    "18446744073709551616",
    "99999999999999999999999",
    "0.1",
    "万",
    "亿",
    "两",
    "零",
    "〇",
    "半",
    "十",
    "百",
    "千",
    "2026-02-29",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "-0001-01-01",
    "24:00",
    "23:59:60",
    "13月32日",
];

/// Pieces that officers write.
pub const USUAL: &[&str] = &[
    "张三",
    "李四",
    "王小明",
    "欧阳建国",
    "司马",
    "老板",
    "13900001111",
    "199 0000 1234",
    "0939-8213456",
    "柳林村",
    "文苑镇",
    "北坪村三组",
    "宏远建筑公司",
    "拖欠工资",
    "3.5万元",
    "四万八千",
    "一百零三元",
    "楼上漏水",
    "宅基地",
    "今天",
    "明天 9点",
    "周三下午",
    "下周一",
    "+3工作日",
    "11-25 14:30",
    "11月25日",
    "25日",
    "月底",
    "半年前",
    "去年",
    "三十人",
    "等6人",
    "身份证",
    "620523198001011234",
    "62052319800101123X",
    "电话",
    "来访",
    "网上",
    "问低保",
    ",",
    ",",
    "。",
    " ",
    "　",
    "(",
    ")",
    "/",
    "-",
    ":",
    "unit:",
    "单位:人社",
    "状态:办理中",
    "zs",
    "zhangsan",
    "ZZ2026-00001",
    "1",
    "2026",
    "-工资",
    "\"楼上\"",
];

/// A source of chance that gives the same for the same seed.
pub struct Dice(fastrand::Rng);

impl Dice {
    /// Begins with a seed.
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(0..end.max(1))
    }

    /// Tells whether one in so many came up.
    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// Returns one of several.
    pub fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// Returns a text of up to so many pieces: mostly what officers write, some trouble, some characters of any kind.
    pub fn text(&mut self, pieces: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.below(pieces + 1) {
            match self.below(8) {
                0 | 1 => text.push_str(self.of(TROUBLE)),
                2 => text.push(self.0.char('\u{0}'..='\u{10ffff}')),
                3 => text.push(self.0.char(' '..='~')),
                _ => text.push_str(self.of(USUAL)),
            }
        }
        if self.one_in(200) {
            text = text.repeat(1 + self.below(3000));
        }
        text
    }

    /// Changes a text in a few places: cut, doubled, swapped, overwritten.
    pub fn changed(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(4) {
            let at = self.below(chars.len());
            let to = (at + self.below(12)).min(chars.len());
            match self.below(6) {
                0 => drop(chars.drain(at..to)),
                1 => {
                    let piece = chars[at..to].to_vec();
                    let into = self.below(chars.len());
                    chars.splice(into..into, piece);
                }
                2 => {
                    let piece: Vec<char> = self.of(TROUBLE).chars().collect();
                    chars.splice(at..to, piece);
                }
                3 => {
                    let piece: Vec<char> = self.text(3).chars().take(200).collect();
                    chars.splice(at..at, piece);
                }
                4 => {
                    let piece: Vec<char> = self.of(TROUBLE).chars().collect();
                    chars.splice(at..at, piece);
                }
                _ => chars.truncate(if self.one_in(4) { at } else { chars.len() }),
            }
        }
        chars.into_iter().collect()
    }

    /// Changes a text line by line: lines left out, doubled, moved, their values exchanged.
    pub fn changed_lines(&mut self, text: &str) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for _ in 0..=self.below(5) {
            let (at, other) = (self.below(lines.len()), self.below(lines.len()));
            if lines.is_empty() {
                break;
            }
            match self.below(6) {
                0 => drop(lines.remove(at)),
                1 => lines.insert(other, lines[at].clone()),
                2 => lines.swap(at, other),
                3 => {
                    let value = lines[other].split_once('=').map(|(_, value)| value.to_owned());
                    if let (Some((key, _)), Some(value)) = (lines[at].split_once('='), value) {
                        lines[at] = format!("{key}={value}");
                    }
                }
                4 => {
                    if let Some((key, _)) = lines[at].split_once('=') {
                        lines[at] = format!(
                            "{key}= {}",
                            self.of(&["0", "-1", "4294967295", "\"\"", "[]", "true", "1e9", "9223372036854775807"])
                        );
                    }
                }
                _ => lines[at] = self.changed(&lines[at].clone()),
            }
        }
        lines.join("\n")
    }
}
