"""Breaks translations on purpose, to measure how many of the faults a check of translations finds (its recall).

  mutate.py ROOT SEED [COUNT] > variants.jsonl

ROOT is a project folder with content/, i18n/glossary.csv and rules.toml; COUNT is the number of variants per rule and language
(25 without it). Each output line is a JSON object:

  {"rule": ..., "lang": ..., "files": {path: whole new text}, "expect": path, "what": ...}

`files` holds every file that differs from the project, `expect` is the file in which a finding of that rule is wanted, `what` says
what was broken. The same seed gives the same bytes. A table of counts goes to the standard error output. The environment variable
GLOSSARY may name a second CSV file like i18n/glossary.csv, whose rows are added: forms that begin with `!` are banned.

Nothing here comes from the checks that are measured: content is read with the plain patterns below, so that a mistake in the
program's own reader can't hide itself. Articles whose source is not Vietnamese and drafts are left out. Each kind of fault is a
function of a random generator and an article that raises NoPlace where there is no place for the fault; the kinds of a rule and
the articles take turns.
"""
import collections
import csv
import itertools
import json
import os
import pathlib
import random
import re
import sys
import tomllib
import unicodedata

LANGUAGES = ["en", "ko", "km", "ja", "zh"]
STOP = {"en": ".", "ko": ".", "km": "។", "ja": "。", "zh": "。"}
QUESTION = {"en": "?", "ko": "?", "km": "?", "ja": "？", "zh": "？"}
COMMA = {"en": ", ", "ko": ", ", "km": " ", "ja": "、", "zh": "，"}
SPACE = {"en": " ", "ko": " ", "km": " ", "ja": "", "zh": ""}
FIELDS = {"title", "summary", "cover_alt"}
PROSE = {"paragraph", "item", "quote", "footnote"}
TEXTS = PROSE | {"title", "summary", "heading", "header", "cell"}
ALL = TEXTS | {"cover_alt", "image"}
QUOTES = ["()", "（）", "“”", "‘’", "«»", "《》", "「」", "『』", "〈〉"]
LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^)\s]+)\)")
CODE = re.compile(r"\]\([^)\s]*\)|`[^`]*`")
DOCUMENT = r"[0-9]+(?:/[0-9]{4})?/[A-ZĐ]+-[A-ZĐ][A-Za-zĐ]*"
PROTECTED = re.compile(CODE.pattern + r"|\[\^\w+\]|https?://\S+|mledoze/\w+|" + DOCUMENT)
NUMBER = r"(?<![A-Za-z0-9០-៩.,])[0-9០-៩]+(?:[.,][0-9០-៩]+)*(?![A-Z0-9០-៩])"
YEAR = r"(?<![0-9០-៩.,])(?:19|20|១៩|២០)[0-9០-៩]{2}(?![0-9០-៩.,]*[0-9០-៩])"
KHMER_DIGITS = "០១២៣៤៥៦៧៨៩"
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "km": "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ".split(),
}
NAMED = {lang: "(?:" + "|".join(names) + ")" for lang, names in MONTHS.items()}
MONTH = rf"(?<=[0-9] ){NAMED['en']}\b|\b{NAMED['en']}(?= [0-9]{{4}})|(?<=ខែ){NAMED['km']}|[0-9]+(?=[월月])"
DAY = rf"\b[0-9]{{1,2}}(?= {NAMED['en']})|(?<=ថ្ងៃទី)[០-៩]+|(?<=월 )[0-9]+(?=일)|(?<=月)[0-9]+(?=日)"
SCALES = {
    "en": ["thousand", "million", "billion", "trillion"], "ko": ["만", "억", "조"], "km": ["ពាន់", "លាន", "ពាន់លាន"],
    "ja": ["万", "億", "兆"], "zh": ["万", "亿", "万亿"],
}
CONTACT = {
    "vi": "Điện thoại: {}; thư điện tử: {}; trang thông tin điện tử: {}.", "en": "Telephone: {}; e-mail: {}; website: {}.",
    "ko": "전화: {}, 전자우편: {}, 누리집: {}.", "km": "ទូរសព្ទ៖ {} អ៊ីមែល៖ {} គេហទំព័រ៖ {} ។",
    "ja": "電話：{}、電子メール：{}、ウェブサイト：{} 。", "zh": "电话：{}；电子邮箱：{}；网址：{} 。",
}
HAN, KANA = r"[\u4e00-\u9fff々]", r"[\u3041-\u3096\u30a1-\u30fa]"
PHRASE_ENDS = {"ja": f"(?<=[ぁ-ん])(?=[ァ-ヺ]|{HAN})", "zh": f"(?<={HAN})(?={HAN})"}
WORDS = {  # Several words of a language's own script
    "en": r"\b[A-Za-z]+(?: [A-Za-z]+){1,3}\b", "ko": r"[가-힣]+(?: [가-힣]+){1,5}", "zh": HAN + "{4,12}",
    "ja": rf"(?={HAN}*{KANA}{HAN}*{KANA})[\u3041-\u3096\u30a1-\u30fcー\u4e00-\u9fff々]{{4,14}}",
    "km": r"(?<![\u1780-\u17d3\u200b])[\u1780-\u17d3\u200b]{6,60}(?![\u1780-\u17d3\u200b])",
}
FOREIGN = {"en": ["km", "ko", "ja", "zh"], "ko": ["km", "ja", "zh"], "km": ["ko", "ja", "zh"], "ja": ["ko", "km"], "zh": ["ja", "ko", "km"]}
THAI = [
    "ประชาคมอาเซียน", "ความร่วมมือระหว่างประเทศ", "การค้าชายแดนเพิ่มขึ้นทุกปี", "จังหวัดชายแดนของเวียดนาม",
    "นิคมอุตสาหกรรมแห่งใหม่", "สำนักงานการต่างประเทศ", "เม็ดมะม่วงหิมพานต์อินทรีย์", "ข้อมูลเพิ่มเติมสำหรับนักลงทุน",
]
REWORDINGS = {lang: [pair.split(">") for pair in text.split(", ")] for lang, text in {
    "en": "park>estate, gate>crossing, commune>village, province>state, committee>board, department>bureau, ministry>agency, "
          "tourism>travel, economic>business, community>union, investment>capital, promotion>support, agreement>pact, zone>area, "
          "nut>kernel, viet nam>Vietnam, summit>conference, member state>participating country, cooperative>association, hamlet>quarter, "
          "lake>pond, mountain>hill, people’s>citizens’, lao pdr>Laos, origin>source, occupation>profession, figure>number, "
          "indicator>measure, item>subject, information>details, businesses>companies, distance>length, further>more, public>state",
    "ko": "산업단지>공업단지, 협동조합>조합, 외무국>외교국, 국경관문>국경문, 경제구역>경제특구, 공동체>연합체, 정상회의>수뇌회의, "
          "회원국>가입국, 위원회>협의회, 관광>여행, 투자>출자, 캐슈넛>땅콩, 국립공원>자연공원, 헌장>장전, 사무국>본부, 마을>동네, "
          "선언>성명, 교육훈련국>교육국, 산업무역국>상공국, 베트남>월남, 인센티브>특혜, 의회>회의, 초원>들판, 수치>숫자, 지표>항목, "
          "항목>구분, 내용>정보, 문의>질의, 서비스>봉사, 위치>자리, 면적>부지면적, 규정>규칙, 물류>운송",
    "km": "តំបន់ឧស្សាហកម្ម>សួនឧស្សាហកម្ម, មន្ទីរ>ការិយាល័យ, ច្រកទ្វារ>ច្រករបៀង, សហគមន៍>សហភាព, ក្រសួង>នាយកដ្ឋាន, សហករណ៍>សមាគម, "
          "កិច្ចប្រជុំកំពូល>សន្និសីទ, ឧទ្យានជាតិ>សួនជាតិ, វិនិយោគ>ដាក់ទុន, គណៈកម្មាធិការ>គណៈកម្មការ, រដ្ឋសមាជិក>ប្រទេសចូលរួម, "
          "ខេត្ត>ស្រុក, ភូមិ>ឃុំ, សេចក្តីប្រកាស>សេចក្តីថ្លែង, ធម្មនុញ្ញ>លក្ខន្តិកៈ, លេខាធិការដ្ឋាន>ទីស្នាក់ការ, "
          "គ្រាប់ស្វាយចន្ទី>គ្រាប់ចន្ទី, ទេសចរណ៍>ដំណើរកម្សាន្ត, ប្រភពដើម>ដើមកំណើត, បឹង>ត្រពាំង, សូចនាករ>សូចនាករណ៍, តួលេខ>ចំនួន, "
          "ចំណុច>មុខ, ផ្ទៃដី>ទំហំដី, ស្ថាប័ន>អង្គភាព, ឯកសារ>លិខិត, សាកសួរ>សួរនាំ, ឡូជីស្ទិក>ភស្តុភារ, កិច្ចព្រមព្រៀង>កតិកា",
    "ja": "工業団地>産業団地, 外務局>外事局, 人民委員会>国民委員会, 観光>旅行, 協同組合>共同組合, 投資>出資, 国境ゲート>国境検問, "
          "経済>商業, 共同体>連合体, 首脳会議>サミット, 促進>推進, 原産地>生産地, 憲章>規約, 事務局>本部, 加盟国>参加国, 宣言>声明, "
          "カシューナッツ>ナッツ, 国立公園>自然公園, 集落>部落, 草原>野原, 省>県, 物流>ロジスティクス, 胡椒>ペッパー, 優遇措置>特典, "
          "数値>数字, 指標>項目, 項目>事項, 内容>情報, 範囲>区域, 面積>広さ, 確認>照会, 位置>場所, 人材>人的資源, 公共>公的",
    "zh": "工业区>工业园, 外务厅>外交厅, 口岸>关口, 峰会>首脑会议, 合作社>协会, 宪章>章程, 共同体>联盟体, 旅游>观光, 投资>融资, "
          "腰果>坚果, 成员国>会员国, 贸易>商业, 公园>园区, 计划>方案, 秘书处>办事处, 宣言>公告, 人民委员会>国民委员会, 经济>商务, "
          "原产地>产地, 草原>草地, 物流>运输, 优惠>特惠, 教育>教学, 工贸厅>商务厅, 数值>数字, 指标>项目, 项目>事项, 内容>信息, "
          "面积>用地面积, 了解>询问, 位置>方位, 咨询>询问, 机构>单位, 天然>自然",
}.items()}
FRAMES = {"en": "Overview: {}", "ko": "개요: {}", "km": "សង្ខេប៖ {}", "ja": "概要：{}", "zh": "概况：{}"}
LEFTOVERS = ["TODO", "FIXME", "XXX", "[dịch]", "???", "<1>", "</2>", "{1}", "{{ name }}", "Lorem ipsum dolor sit amet", "[TODO: check]"]
LOOK_ALIKES = {
    "a": "а", "c": "с", "e": "е", "o": "оο", "p": "р", "x": "х", "y": "у", "i": "і", "v": "ν", "A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ",
    "H": "НΗ", "K": "КΚ", "M": "МΜ", "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "N": "Ν", "Đ": "Ð", "đ": "ð",
}
CONFUSED = {
    "ja": [("(?<=[ァ-ヺ])ー", "一")] + [(f"(?<=[ァ-ヺー]){a}|{a}(?=[ァ-ヺー])", b) for a, b in zip("カロニエトタハ", "力口二工卜夕八")]
    + [(f"(?<={HAN}){b}|{b}(?={HAN})", a) for a, b in zip("カロニエ", "力口二工")],
    "zh": [(a, b) for a, b in zip("二口力工一", "ニロカエー")],
    "ko": [("(?<=[가-힣])이(?=[가-힣])", mark) for mark in "lI丨"] + [("(?<=[가-힣])으(?=[가-힣])", mark) for mark in "一ー"],
}
FACTS = {
    "en": ["Today, the {} work together on trade and tourism.", "The {} share a single market."],
    "ko": ["오늘날 {}은 무역과 관광에서 협력하고 있습니다.", "{}은 하나의 시장을 이루고 있습니다."],
    "km": ["បច្ចុប្បន្ន {} នៃអាស៊ានកំពុងសហការគ្នាលើពាណិជ្ជកម្ម។", "{} របស់អាស៊ានរួមគ្នាបង្កើតទីផ្សារតែមួយ។"],
    "ja": ["現在、{}は貿易や観光で協力しています。", "{}は一つの市場をつくっています。"],
    "zh": ["如今，{}在贸易和旅游方面开展合作。", "{}共同组成一个市场。"],
}
JOINED = "ASEANには{}しています。"  # For a phrase that is a verb and not a noun
CONSONANT, VOWEL, SHIFTER = "[\u1780-\u17a2]", "[\u17b6-\u17c5]", "[\u17c9\u17ca]"
SIGN, COENG = "[\u17c6-\u17c8\u17cb-\u17d1]", "\u17d2"

Unit = collections.namedtuple("Unit", "kind start end")  # A piece of a file that holds text
Pair = collections.namedtuple("Pair", "case number kind source target start end")  # A piece in both; where it is in the translation
RULES = {}


class NoPlace(Exception):
    """The article offers no place for this fault."""


def block_units(block, at):
    """The pieces of one Markdown block that begins at the offset `at`."""
    lines = [(match[0], at + match.start()) for match in re.finditer(r".+", block)]
    if block.startswith("|"):
        for number, (line, start) in enumerate(lines):
            for cell in re.finditer(r"(?<=\|) *([^|]*?) *(?=\|)", line if number != 1 else ""):
                yield Unit("cell" if number else "header", start + cell.start(1), start + cell.end(1))
    elif re.match(r"([-*]|\d+\.) |> |\[\^\w+\]: |#+ |!\[", block):
        for line, start in lines:
            mark = re.match(r"(?:[-*]|\d+\.) |> |\[\^\w+\]: |#+ |!\[(?=(.*)\])|", line)
            kind = {"#": "heading", ">": "quote", "[": "footnote", "!": "image"}.get(line[0], "item")
            if not line.startswith("> [!"):
                yield Unit(kind, start + mark.end(), start + (mark.end(1) if kind == "image" else len(line)))
    else:
        yield Unit("paragraph", at, at + len(block.rstrip("\n")))


def file_units(text):
    head = text.index("\n---\n", 3) + 5
    for match in re.finditer(r'^(title|summary|cover_alt): "(.*)"$', text[:head], re.M):
        yield Unit(match[1], match.start(2), match.end(2))
    for match in re.finditer(r"(?:^.+\n?)+", text[head:], re.M):
        yield from block_units(match[0], head + match.start())


class Case:
    """One translation beside its source."""

    def __init__(self, project, folder, lang, source, target):
        self.project, self.folder, self.lang, self.source, self.target = project, folder, lang, source, target
        self.source_path, self.path = project.sources[folder], f"{folder}/{lang}.md"
        self.pairs = list(self.paired(list(file_units(source)), list(file_units(target))))

    def paired(self, ours, theirs):
        fields = {unit.kind: unit for unit in theirs}
        bodies = [[unit for unit in units if unit.kind not in FIELDS] for units in (ours, theirs)]
        if [unit.kind for unit in bodies[0]] == [unit.kind for unit in bodies[1]]:
            both = [(unit, fields[unit.kind]) for unit in ours if unit.kind in FIELDS and unit.kind in fields] + list(zip(*bodies))
            for number, (a, b) in enumerate(both):
                yield Pair(self, number, b.kind, self.source[a.start:a.end], self.target[b.start:b.end], b.start, b.end)

    def variant(self, target, what, expect=None):
        files = {self.source_path: self.source, self.path: target}
        changed = {path: text for path, text in files.items() if text != self.project.texts[path]}
        return {"files": changed, "expect": expect or self.path, "what": what}

    def spliced(self, start, end, text, what):
        shown = [part if len(part) < 60 else part[:59] + "…" for part in (self.target[start:end], text)]
        return self.variant(self.target[:start] + text + self.target[end:], f"{what}: {shown[0]!r} -> {shown[1]!r}")

    def extended(self, source, target):
        """The same with a block added at the end of both files."""
        texts = [f"{text.rstrip()}\n\n{block}\n" for text, block in ((self.source, source), (self.target, target))]
        return Case(self.project, self.folder, self.lang, *texts)

    def of(self, *kinds):
        return [pair for pair in self.pairs if pair.kind in kinds]

    def beside(self, lang):
        """The pairs of the article's translation into another language."""
        if (self.folder, lang) not in self.project.cases:
            raise NoPlace
        return self.project.cases[self.folder, lang].pairs


class Project:
    def __init__(self, root):
        self.root = root
        files = sorted(root.glob("content/**/*.md"))
        self.texts = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}
        self.sources = {}
        for path, text in self.texts.items():
            folder, name = path.rsplit("/", 1)
            if re.search(r"^date:", text, re.M) or (name == "vi.md" and folder not in self.sources):
                self.sources[folder] = path
        self.cases = {}
        for (folder, source), lang in itertools.product(self.sources.items(), LANGUAGES):
            texts = [self.texts.get(path, "draft: true") for path in (source, f"{folder}/{lang}.md")]
            if source.endswith("/vi.md") and not any(re.search(r"^draft: true", text, re.M) for text in texts):
                case = Case(self, folder, lang, *texts)
                if case.pairs:
                    self.cases[folder, lang] = case
                else:
                    print(f"{case.path} is left out: its blocks don't correspond to those of {source}", file=sys.stderr)
        targets = sorted({match[2] for text in self.texts.values() for match in LINK.finditer(text)})
        self.pages = [target for target in targets if target.startswith("/")]
        self.hosts = sorted({target.split("/")[2] for target in targets if target.startswith("http")})
        self.glossary = self.read_glossary()
        self.rules = tomllib.loads((root / "rules.toml").read_text("utf-8"))["rules"]

    def read_glossary(self):
        """The forms of each term in each language, the approved one first."""
        rows = []
        for path in filter(None, [self.root / "i18n/glossary.csv", os.environ.get("GLOSSARY")]):
            with open(path, encoding="utf-8", newline="") as file:
                rows += csv.DictReader(file)
        return [{lang: [form.strip() for form in (row.get(lang) or "").split("|") if form.strip()] for lang in ["vi"] + LANGUAGES}
                for row in rows]

    def of(self, lang):
        return [case for (_, language), case in self.cases.items() if language == lang]


def fault(rule):
    """Adds a kind of fault that a function makes: from a random generator and a case to a variant."""
    return lambda make: RULES.setdefault(rule, []).append(make)


def change(rule, what, find, new, group=0):
    """Adds a kind of fault: `find` lists (pair, match) of a case, `new` says what replaces a group of that match."""
    @fault(rule)
    def make(rng, case):
        pair, match = choose(rng, find(case))
        start, end = (pair.start + at for at in match.span(group))
        return pair.case.spliced(start, end, new(rng, pair, match), f"{what} ({pair.kind})")


def choose(rng, options):
    options = list(options)
    if not options:
        raise NoPlace
    return rng.choice(options)


def mask(text, pattern=PROTECTED):
    return pattern.sub(lambda match: "\0" * len(match[0]), text)


def places(case, pattern, kinds=TEXTS, hidden=PROTECTED):
    return [(pair, match) for pair in case.of(*kinds) for match in re.finditer(pattern, mask(pair.target, hidden))]


def wholes(pairs, pattern="(?s).*"):
    return [(pair, match) for pair in pairs for match in [re.search(pattern, pair.target)] if match]


def flat(text):
    """The text without its markup."""
    return re.sub(r"\*+|`|\[\^\w+\]", "", LINK.sub(r"\1", text)).replace("\n", " ")


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.category(c) == "Mn" else 1 for c in text)


def gaps(case, kinds):
    """Places at which words may be put in: between words or after a mark, never in links, brackets or bold."""
    pattern = r"(?<=[^\0] )(?=[^\0])" if SPACE[case.lang] else r"(?<=[、，。；：])(?=[^\0])"
    inner = re.compile(PROTECTED.pattern + r"|\*\*.*?\*\*|\[[^\]]*\]|[(（].*?[)）]")
    return places(case, pattern, kinds, inner)


def sentences(text):
    found = re.finditer(r"\S.*?(?:[.!?](?= |$)|[。！？។]|$)", text, re.S)
    return [match for match in found if not re.search(r"[\[\]*`\"|\0]", match[0])]


def alike(sample, number):
    """A number in the digits of another one."""
    return "".join(KHMER_DIGITS[int(c)] for c in str(number)) if sample[0] in KHMER_DIGITS else str(number)


def values(text):
    """The digits of each number, without leading zeros."""
    return ["".join(str(int(c)) for c in match[0] if c.isdigit()).lstrip("0") for match in re.finditer(NUMBER, mask(text))]


def other_digit(rng, number):
    at = rng.choice([at for at, c in enumerate(number) if c.isdigit()])
    digit = rng.choice([digit for digit in range(10) if digit != int(number[at]) and (digit or at)])
    return number[:at] + alike(number, digit) + number[at + 1:]


def ten_times(number):
    """Ten times as much: a decimal mark moves, any other number gets a digit more."""
    whole, mark, rest = re.fullmatch(r"(.*?)(?:([.,])([^.,]*))?", number).groups()
    if mark and len(rest) != 3:
        return whole + rest[0] + (mark + rest[1:] if rest[1:] else "")
    digits = re.sub("[.,]", "", number) + alike(number, 0)
    return re.sub(r"(?<=.)(?=(?:...)+$)", mark, digits) if mark else digits


def droppable(case):
    found = places(case, f"({NUMBER})(?:%|[年月日년월일]| (?=\\w)|)", PROSE | {"title", "summary", "heading"})
    return [(pair, match) for pair, match in found for value in values(match[1])
            if values(pair.target).count(value) == 1 and value in values(pair.source)]


def other_scale(rng, pair, match):
    scales = SCALES[pair.case.lang]
    return rng.choice([scale for scale in scales if abs(scales.index(scale) - scales.index(match[1])) == 1])


def other_month(rng, pair, match):
    months = MONTHS.get(pair.case.lang) or [str(month) for month in range(1, 13)]
    return rng.choice([month for month in months if month != match[0]])


def contact(case, part):
    """The place of one part (telephone, e-mail, website) in a line of contact details that is added to the case."""
    rng = random.Random(case.path)
    name, site = rng.choice(["ngoaivu", "bbt", "lienhe"]), rng.choice(["sct", "skhcn"])
    details = [f"0251 {rng.randrange(1000000, 10000000)}", f"{name}@dongnai.gov.vn", f"{site}.dongnai.gov.vn"]
    longer = case.extended(*(CONTACT[lang].format(*details) for lang in ("vi", case.lang)))
    return wholes(longer.pairs[-1:], re.escape(details[part]))


change("numbers", "digit changed", lambda case: places(case, NUMBER), lambda rng, pair, match: other_digit(rng, match[0]))
change("numbers", "dropped", droppable, lambda rng, pair, match: "")
change("numbers", "ten times as large", lambda case: places(case, f"(?!{YEAR}){NUMBER}"), lambda rng, pair, match: ten_times(match[0]))
change("numbers", "wrong scale", lambda case: places(
    case, "(?<![0-9០-៩.,제])[0-9០-៩][0-9០-៩.,]* ?(" + "|".join(sorted(SCALES[case.lang], key=len, reverse=True)) + ")"), other_scale, 1)
change("numbers", "wrong month", lambda case: places(case, MONTH), other_month)
change("numbers", "wrong day", lambda case: places(case, DAY),
       lambda rng, pair, match: alike(match[0], rng.choice([day for day in range(1, 29) if day != int(match[0])])))
change("numbers", "wrong year", lambda case: places(case, YEAR),
       lambda rng, pair, match: alike(match[0], int(match[0]) + rng.choice([-10, -1, 1, 10])))
change("numbers", "wrong percentage", lambda case: places(case, f"({NUMBER}) ?%"), lambda rng, pair, match: other_digit(rng, match[1]), 1)
change("numbers", "telephone number changed", lambda case: contact(case, 0),
       lambda rng, pair, match: match[0][:5] + other_digit(rng, match[0][5:]))


def deletion(kind):
    @fault("blocks")
    def make(rng, case):
        pair = choose(rng, [pair for pair in case.of(kind) if "[^" not in pair.target])
        if kind == "item" and not any(abs(other.number - pair.number) == 1 for other in case.of("item")):
            raise NoPlace
        text = case.target
        start = text.rfind("\n> [!" if kind == "quote" else "\n", 0, pair.start) + 1
        end, label = text.find("\n", pair.end) + 1 or len(text), text[start:pair.start].rstrip(": ")
        text = re.sub(r"\n{3,}", "\n\n", text[:start] + text[end:]).rstrip() + "\n"
        what = f"{'row' if kind == 'cell' else kind} deleted: {pair.target[:40]!r}"
        return case.variant(text.replace(label, "") if kind == "footnote" else text, what)


for each in ("paragraph", "item", "cell", "heading", "image", "quote", "footnote"):
    deletion(each)
change("blocks", "cell emptied", lambda case: places(case, r"^[^\0]*\w[^\0]*$", {"cell", "header"}), lambda rng, pair, match: "")
for each, lead in (("paragraph", "\n\n"), ("item", "\n")):
    change("blocks", "twice", lambda case, each=each: wholes([pair for pair in case.of(each) if "[^" not in pair.target], "$"),
           lambda rng, pair, match, lead=lead: lead + pair.case.target[pair.case.target.rfind("\n", 0, pair.start) + 1:pair.end])


def links(case, pattern):
    return [(pair, match) for pair in case.pairs for match in LINK.finditer(pair.target) if re.match(pattern, match[2])]


def other_host(rng, pair, match):
    scheme, _, host, rest = match[2].split("/", 3)
    hosts = pair.case.project.hosts + [host.rsplit(".", 2)[0] + ".com.vn", "example.com"]
    return f"{scheme}//{rng.choice([other for other in hosts if other != host])}/{rest}"


def damaged(rng, pair, match):
    at = choose(rng, [at for at, c in enumerate(match[2]) if c.isalnum() and at > match[2].find("/", 8) >= 0])
    return match[2][:at] + match[2][at + 1:]


change("links", "other page", lambda case: links(case, "/"),
       lambda rng, pair, match: rng.choice([page for page in pair.case.project.pages if page != match[2]]), 2)
change("links", "other host", lambda case: links(case, "http"), other_host, 2)
change("links", "address damaged", lambda case: links(case, r"http.*//.*/\w|/\w+/\w"), damaged, 2)
change("links", "link removed", lambda case: links(case, ""), lambda rng, pair, match: match[1])


@fault("links")
def targets_swapped(rng, case):
    spans = [(pair.start + match.start(2), pair.start + match.end(2)) for pair, match in links(case, "")]
    text = case.target
    (a, b), (c, d) = choose(rng, [(one, two) for one in spans for two in spans if one < two and text[slice(*one)] != text[slice(*two)]])
    return case.variant(text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:], f"targets swapped: {text[a:b]} and {text[c:d]}")


@fault("links")
def picture_changed(rng, case):
    start = choose(rng, case.of("image")).end + 2
    end = case.target.index(")", start)
    names = [path.name for path in sorted((case.project.root / case.folder).iterdir()) if path.suffix in (".svg", ".png", ".jpg")]
    names += ["so-do-2.svg", f"so-do-{case.lang}.svg"]
    return case.spliced(start, end, rng.choice([name for name in names if name != case.target[start:end]]), "other picture")


def foreign(case, kinds, least):
    """Pairs whose source has Vietnamese words in lower case, or is one such word, that the translation hasn't got."""
    for pair in case.of(*kinds):
        words = flat(pair.source).split()
        own = [word for word in words if word.islower() or len(words) == 1]
        if len(words) >= least and any(not word.isascii() and word not in pair.target for word in own):
            yield pair


for each, size in (("paragraph quote footnote", 4), ("item", 2), ("heading", 2), ("header", 1), ("title", 1), ("summary", 4)):
    change("untranslated", "source's own text", lambda case, each=each, size=size: wholes(foreign(case, each.split(), size)),
           lambda rng, pair, match: pair.source)


def of_other_script(rng, pair, find):
    """Words or a sentence of the same piece in a translation of another script."""
    lang, least = rng.choice(FOREIGN[pair.case.lang]), 6 if pair.case.lang in ("ko", "en") else 4
    text = mask(pair.case.beside(lang)[pair.number].target)
    return choose(rng, [match[0] for match in find(text) if len(match[0]) >= least and re.search(WORDS[lang], match[0])])


def other_words(rng, pair, match):
    return of_other_script(rng, pair, lambda text: re.finditer("|".join(WORDS[lang] for lang in FOREIGN[pair.case.lang]), text))


def put_in(rng, pair, match):
    return (rng.choice(THAI) if pair.case.lang == "km" else other_words(rng, pair, match)) + SPACE[pair.case.lang]


change("wrong-script", "words of another script", lambda case: places(case, WORDS[case.lang], TEXTS - {"header"}), other_words)
change("wrong-script", "words of another script put in", lambda case: gaps(case, PROSE | {"summary"}), put_in)
change("wrong-script", "sentence of another script", lambda case: [
    (pair, match) for pair in case.of("paragraph", "item", "quote", "summary") for match in sentences(pair.target)
], lambda rng, pair, match: of_other_script(rng, pair, sentences))


def form_pattern(lang, form):
    if lang == "en":
        return re.compile(rf"(?<![A-Za-z]){re.escape(form)}(?=s?(?![A-Za-z]))", re.I)
    return re.compile(re.escape(form) if len(form) > 1 else "(?!)")


def terms_of(case):
    """(pair, number of a term): the source has the term (longest first), the translation has its approved form."""
    glossary = case.project.glossary
    forms = [(form.lower(), number) for number, term in enumerate(glossary) for form in term["vi"] if form[0] != "!"]
    forms.sort(key=lambda form: -len(form[0]))
    pattern, numbers = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(form) for form, _ in forms) + r")(?!\w)"), dict(reversed(forms))
    for pair in case.pairs:
        for found in sorted({match[0] for match in pattern.finditer(mask(pair.source).lower())}):
            approved = glossary[numbers[found]][case.lang][:1]
            if " " in found and approved and form_pattern(case.lang, approved[0]).search(mask(pair.target)):
                yield pair, numbers[found]


def reworded(rng, lang, text):
    patterns = [(rf"(?i)(?<![a-z]){re.escape(old)}(?=s?(?![a-z]))", new) for old, new in REWORDINGS[lang]]
    pattern, new = choose(rng, [(pattern, new) for pattern, new in patterns if re.search(pattern, text)])
    return re.sub(pattern, lambda match: new.capitalize() if match[0][0].isupper() and new.islower() else new, text)


def neighbour(rng, case, number):
    """The form of a term that stands near in the glossary, mostly of the same field; one with a common part if there is one."""
    terms = case.project.glossary
    own, size = terms[number][case.lang], 5 if case.lang == "en" else 2
    near = [term[case.lang][0] for term in terms[max(number - 6, 0):number] + terms[number + 1:number + 7] if term[case.lang]]
    near = [form for form in near if form not in own]
    parts = {own[0][at:at + size] for at in range(len(own[0]) - size + 1)}
    return choose(rng, [form for form in near if any(part in form for part in parts)] or near[-8:-4])


def wrong_term(what, wrong_of):
    @fault("glossary")
    def make(rng, case):
        pair, number = choose(rng, terms_of(case))
        forms, text = case.project.glossary[number][case.lang], pair.target
        wrong = wrong_of(rng, case, number)
        for match in reversed(list(form_pattern(case.lang, forms[0]).finditer(mask(pair.target)))):
            new = wrong[0].upper() + wrong[1:] if match[0][0].isupper() else wrong
            text = text[:match.start()] + new + text[match.end():]
        if any(form_pattern(case.lang, form).search(text) for form in forms if form[0] != "!"):
            raise NoPlace
        return case.variant(case.target[:pair.start] + text + case.target[pair.end:], f"{what} ({pair.kind}): {forms[0]!r} -> {wrong!r}")


wrong_term("other term's form", neighbour)
wrong_term("form not listed", lambda rng, case, number: reworded(rng, case.lang, case.project.glossary[number][case.lang][0]))


def banned(case):
    """(the approved form, a banned form, the term in Vietnamese) of each term that has a banned form."""
    return [(term[case.lang][0], form[1:], term["vi"][0]) for term in case.project.glossary for form in term[case.lang] if form[0] == "!"]


@fault("banned-form")
def banned_form(rng, case):
    found = [(pair, match, wrong) for form, wrong, _ in banned(case) if form[0] != "!"
             for pair in case.of(*TEXTS) for match in form_pattern(case.lang, form).finditer(mask(pair.target))]
    pair, match, wrong = choose(rng, found)
    return case.spliced(pair.start + match.start(), pair.start + match.end(), wrong, f"banned form ({pair.kind})")


@fault("banned-form")
def banned_form_added(rng, case):
    _, wrong, term = choose(rng, banned(case))
    longer = case.extended(f"## {term}", f"## {wrong}")
    return longer.variant(longer.target, f"heading with a banned form added: {wrong!r}")


def acronyms(case):
    return [(pair, match) for pair, match in places(case, r"(?<![A-Za-z0-9-])[A-Z]{2,}(?![A-Za-z0-9])")
            if re.search(rf"(?<![A-Za-z]){match[0]}(?![A-Za-z])", mask(pair.source))]


def other_acronym(rng, pair, match):
    name, at = match[0], rng.randrange(len(match[0]) - 1)
    swapped, lost = name[:at] + name[at + 1] + name[at] + name[at + 2:], name[:at] + name[at + 1:]
    other = name[:at] + rng.choice([letter for letter in "BDFGKNRTV" if letter != name[at]]) + name[at + 1:]
    return rng.choice([new for new in (swapped, lost, other) if new != name and len(new) > 1])


def lone_acronyms(case):
    """Acronyms that occur once in a piece, with the brackets or the space that go with them; ASEAN may be left out in prose."""
    found = [(pair, match[0]) for pair, match in acronyms(case) if pair.target.count(match[0]) == 1]
    return [place for pair, name in found if name not in ("ASEAN", pair.target)
            for place in wholes([pair], rf" ?[(（]{name}[)）]|(?<![A-Za-z\[]){name}(?![A-Za-z\]]) ?")]


def other_document(rng, pair, match):
    number, _, body = match[0].partition("/")
    news = [match[0].replace("Đ", "D"), f"{other_digit(rng, number)}/{body}", match[0].replace("-", ""), number, match[0][:-1]]
    return rng.choice([new for new in news if new != match[0]])


def other_address(rng, pair, match):
    old, at = match[0], rng.randrange(1, len(match[0]) - 1)
    return rng.choice([old[:at] + old[at + 1:], old.replace("gov", "com"), old.replace("dongnai", "dong-nai"), old.rsplit(".", 1)[0]])


change("names", "acronym changed", acronyms, other_acronym)
change("names", "acronym dropped", lone_acronyms, lambda rng, pair, match: "")
change("names", "document number changed", lambda case: [
    (pair, match) for pair, match in places(case, DOCUMENT, TEXTS, CODE) if match[0] in pair.source], other_document)
change("names", "e-mail address changed", lambda case: contact(case, 1), other_address)
change("names", "web address changed", lambda case: contact(case, 2), other_address)


def long_pairs(case, *kinds):
    return [pair for pair in case.of(*kinds) if len(flat(pair.source)) >= 60]


def cuts(case):
    """The rest of a paragraph after about a fifth, where no bracket, link or bold is open; not its closing mark."""
    for pair in long_pairs(case, "paragraph", "quote", "item"):
        text = pair.target
        for start in (match.start() for match in re.finditer(PHRASE_ENDS.get(case.lang, r"(?<=\S)(?=[ \u200b])"), text)):
            open_marks = text[:start].count("**") % 2 or any(text[:start].count(a) != text[:start].count(b) for a, b in QUOTES + ["[]"])
            if 0.14 <= start / len(text) <= 0.26 and not open_marks:
                yield pair, re.compile(r"(?s).*?(?=(?:[.?!:。？！：។៖]|\[\^\w+\])*$)").match(text, start)


def other_paragraphs(rng, pair, match):
    texts = [other.target for other in pair.case.of("paragraph", "quote") if "[^" not in other.target and other != pair]
    added = rng.sample(texts, min(rng.choice([2, 3]), len(texts)))
    if len(added) < 2 or sum(map(len, added)) < 2 * len(pair.target):
        raise NoPlace
    return "".join(SPACE[pair.case.lang] + text for text in added)


change("length", "cut to a fifth", cuts, lambda rng, pair, match: "")
change("length", "other paragraphs appended", lambda case: wholes(long_pairs(case, "paragraph", "quote"), "$"), other_paragraphs)


def closed(case, theirs=None, ours=".", kinds=PROSE):
    return wholes([pair for pair in case.of(*kinds) if pair.source.endswith(ours)], f"[{theirs or STOP[case.lang]}]$")


def full_stop(rng, pair, match):
    return STOP[pair.case.lang]


change("closing-mark", "removed", closed, lambda rng, pair, match: "")
change("closing-mark", "question instead", closed, lambda rng, pair, match: QUESTION[pair.case.lang])
change("closing-mark", "mark of another script", closed, lambda rng, pair, match: "." if match[0] != "." else rng.choice("。，"))
change("closing-mark", "no colon before a list", lambda case: closed(case, ":：៖", ":", ["paragraph"]), full_stop)
change("closing-mark", "no question mark", lambda case: closed(case, "?？", "?", ["paragraph", "item", "heading"]), full_stop)
change("closing-mark", "heading closed", lambda case: wholes([
    pair for pair in case.of("heading") if re.search(r"\w$", pair.source)], "(?<![?？.។。:：៖])$"), full_stop)


def brackets(case):
    """An opening one of a pair, or what a pair encloses with the closing one."""
    kinds = [pair for pair in QUOTES if case.lang != "en" or pair != "‘’"]  # There ’ is mostly an apostrophe.
    return places(case, "|".join(f"[{a}](?=[^{a}{b}\\0]+[{b}])|(?<=[{a}])[^{a}{b}\\0]+[{b}]" for a, b in kinds), ALL)


def turned(rng, pair, match):
    kind = next(kind for kind in QUOTES if match[0][-1] in kind)
    return match[0][:-1] + kind[match[0][-1] == kind[0]]


change("brackets", "one of a pair removed", brackets, lambda rng, pair, match: match[0][:-1])
change("brackets", "one of a pair turned", brackets, turned)
change("leftover", "mark of a merge conflict", lambda case: wholes(case.of("paragraph"), "^"),
       lambda rng, pair, match: "<<<<<<< HEAD\n" + rng.choice(["", "\n"]))
change("leftover", "words left", lambda case: gaps(case, PROSE | {"title", "summary"}),
       lambda rng, pair, match: rng.choice(LEFTOVERS) + " ")
change("leftover", "words left at the end", lambda case: wholes(case.of(*TEXTS), "$"), lambda rng, pair, match: " " + rng.choice(LEFTOVERS))
change("leftover", "tag left", lambda case: places(case, WORDS[case.lang], PROSE | {"heading", "cell"}),
       lambda rng, pair, match: rng.choice(["<1>{}</1>", "{}</2>", "<3/>{}", "<2>{}"]).format(match[0]))
change("leftover", "bold that can't close", lambda case: places(case, r"\*\*[^*\0]+(\*\*)", PROSE),
       lambda rng, pair, match: rng.choice(["", " **"]), 1)
change("leftover", "stars left", lambda case: wholes([pair for pair in case.of(*PROSE) if "*" not in pair.target], "$"),
       lambda rng, pair, match: " **")


def pictures(case):
    """The pictures of the text, and the cover as one more picture at the end of the text."""
    cover, alt = re.search(r"^cover: \{ src: ([\w.-]+)", case.source, re.M), case.of("cover_alt")
    longer = case.extended(*(f"![{text}]({cover[1]})" for text in (alt[0].source, alt[0].target))) if cover and alt else None
    return wholes(case.of("image") + (longer.pairs[-1:] if longer else []))


def file_name(rng, pair, match):
    name = pair.case.target[pair.end + 2:].split(")")[0]
    return rng.choice([name, name.split(".")[0]])


change("alt-text", "cover: source's own text", lambda case: wholes(case.of("cover_alt")), lambda rng, pair, match: pair.source)
change("alt-text", "source's own text", pictures, lambda rng, pair, match: pair.source)
change("alt-text", "emptied", pictures, lambda rng, pair, match: "")
change("alt-text", "file's name", pictures, file_name)


def lengthened(kinds, least, most):
    def longer(rng, pair, match):
        columns, text, lang = rng.randrange(least, most), pair.target, pair.case.lang
        pieces = [flat(other.target) for other in pair.case.of(*kinds) if '"' not in other.target]
        rng.shuffle(pieces)
        while width(text) < columns and pieces:
            text = text.rstrip(STOP[lang] + "?？:：៖") + COMMA[lang] + pieces.pop()
        if width(text) < least:
            raise NoPlace
        return text
    return longer


def short_word(rng, pair, match):
    forms = [term[pair.case.lang][0] for term in pair.case.project.glossary if term[pair.case.lang]]
    short = [form for form in forms if width(form) < 14 and form.count(" ") < 2 and form[0].isalpha()]
    return rng.choice(short) + rng.choice(["", STOP[pair.case.lang]])


change("title-length", "long title", lambda case: wholes(case.of("title")), lengthened(["heading", "summary"], 116, 150))
change("title-length", "long summary", lambda case: wholes(case.of("summary")), lengthened(["paragraph", "quote"], 312, 400))
change("title-length", "short summary", lambda case: wholes(case.of("summary")), short_word)


def other_wording(rng, pair):
    try:
        return reworded(rng, pair.case.lang, pair.target)
    except NoPlace:
        if pair.kind == "item":
            raise
        return FRAMES[pair.case.lang].format(pair.target)


@fault("inconsistent")
def same_text_elsewhere(rng, case):
    found = []
    for pair in case.of("heading", "header", "item", "title"):
        twins = [twin for other in case.project.of(case.lang) for twin in other.of(pair.kind) if twin.source == pair.source]
        paths = sorted({twin.case.path for twin in twins})
        if {twin.target for twin in twins} == {pair.target} and (len(paths) == 2 or paths[1:] and paths[-1] == case.path):
            found.append((pair, paths[-1]))
    pair, last = choose(rng, found)
    return case.spliced(pair.start, pair.end, other_wording(rng, pair), f"other wording ({pair.kind})") | {"expect": last}


@fault("inconsistent")
def same_text_added(rng, case):
    other = choose(rng, [other for other in case.project.of(case.lang) if other.folder != case.folder])
    pair = choose(rng, [pair for pair in other.of("heading", "item") if pair.source not in case.source and "[^" not in pair.target])
    after = [twin for twin in other.of("paragraph") if twin.number == pair.number + 1 and pair.kind == "heading"]
    after = [twin for twin in after if "[^" not in twin.target]
    new, mark = other_wording(rng, pair), "## " if pair.kind == "heading" else "- "
    longer = case.extended("\n\n".join([mark + pair.source] + [twin.source for twin in after]),
                           "\n\n".join([mark + new] + [twin.target for twin in after]))
    what = f"{pair.kind} of {other.folder} added in another wording: {pair.target!r} -> {new!r}"
    return longer.variant(longer.target, what, max(case.path, other.path))


@fault("source-suspect")
def source_number_changed(rng, case):
    """A number of the source that all translations write in digits gets another value."""
    unit = choose(rng, file_units(case.source))
    text = case.source[unit.start:unit.end]
    match = choose(rng, re.finditer(NUMBER, mask(text)))
    new = ten_times(match[0]) if rng.random() < 0.5 and not re.fullmatch(YEAR, match[0]) else other_digit(rng, match[0])
    twin = choose(rng, [pair for pair in case.pairs if pair.source == text])
    found = [values(case.beside(lang)[twin.number].target) for lang in LANGUAGES]
    if any(values(match[0])[0] not in numbers or values(new)[0] in numbers for numbers in found):
        raise NoPlace
    source = case.source[:unit.start + match.start()] + new + case.source[unit.start + match.end():]
    return {"files": {case.source_path: source}, "expect": case.source_path, "what": f"source's number ({unit.kind}): {match[0]} -> {new}"}


for what, pattern, wrong in (
    ("vowel before the subscript", f"({CONSONANT})({COENG}{CONSONANT})({VOWEL})", r"\1\3\2"),
    ("sign before the subscript", f"({CONSONANT})({COENG}{CONSONANT})({SIGN})", r"\1\3\2"),
    ("vowel before the shifter", f"({SHIFTER})({VOWEL})", r"\2\1"),
    ("vowel twice", f"({VOWEL})", r"\1\1"),
    ("coeng twice", f"({COENG})({CONSONANT})", r"\1\1\2"),
    ("space of no width before a mark", f"({CONSONANT})({VOWEL}|{SIGN})", "\\1\u200b\\2"),
    ("space of no width before a coeng", f"({CONSONANT})({COENG})", "\\1\u200b\\2"),
):
    change("khmer-marks", what, lambda case, pattern=pattern: places(case, pattern, ALL),
           lambda rng, pair, match, wrong=wrong: match.expand(wrong))
change("look-alikes", "letter of another script",
       lambda case: [(pair, match) for pair, word in places(case, r"[A-Za-zÀ-ỹ]{3,}", ALL)
                     for match in re.compile("[" + "".join(LOOK_ALIKES) + "]").finditer(pair.target, *word.span())],
       lambda rng, pair, match: rng.choice(LOOK_ALIKES[match[0]]))
change("look-alikes", "eth", lambda case: places(case, "[Đđ]", TEXTS, CODE), lambda rng, pair, match: LOOK_ALIKES[match[0]])
change("look-alikes", "stroke of another script",
       lambda case: places(case, "|".join(f"({pattern})" for pattern, _ in CONFUSED.get(case.lang, [])) or "(?!)"),
       lambda rng, pair, match: CONFUSED[pair.case.lang][match.lastindex - 1][1])


def out_of_date(rng, pair, match):
    day = re.search(r"^date: (\S+)", pair.case.source, re.M)
    rules = [rule for rule in pair.case.project.rules if rule["check"] == "dated-facts" and day and day[1] >= str(rule["changed"])]
    phrase = choose(rng, [phrase["words"] for rule in rules for phrase in rule["phrases"].get(pair.case.lang, [])])
    fact = JOINED if phrase.endswith("が加盟") else rng.choice(FACTS[pair.case.lang])
    return SPACE[pair.case.lang] + fact.format(phrase)


change("dated-facts", "put in", lambda case: wholes(case.of("paragraph", "quote", "item"), f"(?<=[{STOP[case.lang]}])$"), out_of_date)


def sound(project, variant):
    """Something changed, and the strings of the front matter still read as such."""
    heads = [text[:text.index("\n---\n", 3)] for text in variant["files"].values()]
    fields = [field for head in heads for field in re.findall(r"^(?:title|summary|cover_alt): (.*)$", head, re.M)]
    changed = any(text != project.texts[path] for path, text in variant["files"].items())
    return changed and all(re.fullmatch(r'"[^"\\]+"', field) for field in fields)


def variants(project, rule, lang, count, rng):
    """The kinds of a rule take turns, and so do the articles within each kind."""
    orders = [(kind, itertools.cycle(rng.sample(project.of(lang), len(project.of(lang))))) for kind in RULES[rule]]
    seen = set()
    for kind, order in itertools.islice(itertools.cycle(orders), 20 * count * len(orders)):
        for case in itertools.islice(order, len(project.sources)):
            try:
                variant = kind(rng, case)
            except NoPlace:
                continue
            key = json.dumps(variant["files"], ensure_ascii=False)
            if key not in seen and sound(project, variant):
                seen.add(key)
                yield variant
                break
        if len(seen) == count:
            return


def main(root, seed, count=25):
    project = Project(pathlib.Path(root))
    print(f"{'':15}" + "".join(f"{lang:>5}" for lang in ["vi"] + LANGUAGES), file=sys.stderr)
    for rule in RULES:
        counts = collections.Counter()
        for lang in {"source-suspect": ["vi"], "khmer-marks": ["km"]}.get(rule, LANGUAGES):
            rng = random.Random(f"{seed}/{rule}/{lang}")
            for variant in variants(project, rule, "en" if lang == "vi" else lang, int(count), rng):
                print(json.dumps({"rule": rule, "lang": lang} | variant, ensure_ascii=False))
                counts[lang] += 1
        print(f"{rule:15}" + "".join(f"{counts[lang] or '-':>5}" for lang in ["vi"] + LANGUAGES), file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
