"""Random valid reports of both editions: agencies of every kind, wordings that reports use, numbers that add up.

A report drawn here must be read back exactly in every format, and must give no error and no warning.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from checker import specimen
from checker.rulebook import RuleBook
from checker.specimen import Specimen
from tests.support import numbers


@dataclass(frozen=True)
class Agency:
    name: str
    kind: str
    self_name: str
    address: str
    postcode: str
    phone: str
    mail: str


AGENCIES = (
    Agency("清河县水利局", "department", "我局", "河北省邢台市清河县长江街18号", "054800", "0319-8162345", "slj@qinghe.gov.cn"),
    Agency("鹿城区教育局", "department", "我局", "浙江省温州市鹿城区广场路36号", "325000", "0577-88257001", "jyj@lucheng.gov.cn"),
    Agency("大竹县人民政府", "government", "我县", "四川省达州市大竹县竹阳东路2号", "635100", "0818-6222345", "zwgk@dazhu.gov.cn"),
    Agency("湖口县流泗镇人民政府", "township", "我镇", "江西省九江市湖口县流泗镇人民街1号", "332500", "0792-6581234", "lsz@hukou.gov.cn"),
    Agency("盐城市住房公积金管理中心", "institution", "我中心", "江苏省盐城市亭湖区世纪大道10号", "224000", "0515-88331234", "gjj@yancheng.gov.cn"),
    Agency("长春市卫生健康委员会", "department", "我委", "吉林省长春市南关区人民大街10111号", "130022", "0431-88774321", "wjw@changchun.gov.cn"),
    Agency("玉林市人民政府办公室", "office", "我办", "广西壮族自治区玉林市玉州区广场东路1号", "537000", "0775-2823456", "zfb@yulin.gov.cn"),
    Agency("思明区梧村街道办事处", "township", "我街道", "福建省厦门市思明区金榜路25号", "361004", "0592-2201234", "wc@siming.gov.cn"),
)  # fmt: skip

LAWS = (
    "《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）",
    "《中华人民共和国政府信息公开条例》（以下简称《条例》）",
    "修订后的《中华人民共和国政府信息公开条例》（国令第711号）",
)
PERIODS = (
    "所列数据的统计期限为{y}年1月1日至{y}年12月31日。",
    "本报告中所列数据的统计期限自{y}年1月1日起至{y}年12月31日止。",
    "数据统计时限从{y}年1月1日到12月31日。",
)
CONTACTS = (
    "如对报告内容有疑问，请与{name}联系（地址：{address}；邮编：{postcode}；电话：{phone}；电子邮箱：{mail}）。",
    "联系方式：办公地址：{address}，邮政编码：{postcode}，联系电话：{phone}，邮箱：{mail}。",
    "如有疑问，请联系{name}（联系地址：{address}，邮编：{postcode}，电话：{phone}，电子邮件：{mail}）。",
)
HEADINGS = {
    4: ("四、政府信息公开行政复议、行政诉讼情况", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    5: ("五、存在的主要问题及改进情况", "五、政府信息公开工作存在的主要问题及改进情况"),
}
PROBLEMS = (
    ("一是部分股室报送的通知没有标注有效期，年内有4件过期后仍挂在网上；二是依申请公开登记簿由两人分别登记，7月有1件重复编号。",
     "针对上述问题，8月起由办公室逐件标注有效期，每季度末清理一次；登记簿改为一人登记、一人复核，重复编号当月改正。"),
    ("答复书格式不统一，3份答复书没有写明申请行政复议的期限；政策图解全年仅2个，其余为文字。",
     "办公室会同法规科编印答复模板，9月启用后逐份核对复议期限；第四季度新增图解5个，由业务科室起草人负责。"),
    ("（一）存在的问题。网站“双公示”栏目更新拖后，最长一次拖了23天，原因是兼职信息员调离后无人接手。（二）改进情况。10月确定专人负责该栏目，行政许可结果7个工作日内上网，逾期由办公室书面提醒。",),
)  # fmt: skip
OTHER = (
    "本年度未发出信息处理费收费通知，未收取信息处理费。",
    "按照《政府信息公开信息处理费管理办法》，本年度没有收取信息处理费，无其他需要报告的事项。",
)

NOTICES = "按照信息处理费管理办法向申请量过大的申请人发出了收费通知，申请人逾期未缴纳，相关申请不再处理。"


def draw(rng: random.Random, book: RuleBook, edition: str | None = None) -> tuple[Specimen, Agency]:
    """A random valid report and the agency that makes it."""
    agency = rng.choice(AGENCIES)
    edition = edition or rng.choice(("2019", "2021"))
    year = rng.choice((2019, 2020) if edition == "2019" else (2021, 2022, 2023, 2024, 2025))
    s = specimen.make(book, {"agency": agency.name, "year": year})
    s.cells = {
        "requests": {k: str(v) for k, v in numbers.requests(rng, book, edition).items()},
        "disputes": {k: str(v) for k, v in numbers.disputes(rng, book, edition).items()},
        "disclosure": dict(numbers.disclosure(rng, book, edition)),
    }
    title = f"{year}年政府信息公开工作年度报告"
    s.title = [agency.name, title] if rng.random() < 0.5 else [agency.name + title]
    fields = {"name": agency.name, "address": agency.address, "postcode": agency.postcode, "phone": agency.phone,
              "mail": agency.mail, "y": year}  # fmt: skip
    law = rng.choice(LAWS)
    s.preamble = [
        f"根据{law}的规定，现公布{agency.name}{year}年政府信息公开工作年度报告。" + rng.choice(PERIODS).format(**fields),
        rng.choice(CONTACTS).format(**fields),
    ]
    for number, forms in HEADINGS.items():
        s.headings[number] = rng.choice(forms)
    s.sections[1] = _section_one(rng, s, agency, year)
    s.sections[5] = list(rng.choice(PROBLEMS))
    unpaid = s.cells["requests"].get(("other_no_payment", "total"), "0") != "0"
    s.sections[6] = [NOTICES if unpaid else rng.choice(OTHER)]
    return s, agency


def _section_one(rng: random.Random, s: Specimen, agency: Agency, year: int) -> list[str]:
    me = agency.self_name
    new = int(s.cells["requests"]["new", "total"])
    carried_in = int(s.cells["requests"]["carried_in", "total"])
    processed = int(s.cells["requests"]["processed_total", "total"])
    carried_out = int(s.cells["requests"]["carried_out", "total"])
    if new:
        received = f"{year}年{me}共收到政府信息公开申请{new}件，上年结转{carried_in}件，办结{processed}件，结转下年度{carried_out}件。"
    else:
        received = f"依申请公开渠道保持畅通，答复文书模板年内修订一次，{me}收件、登记、答复由专人负责。"
    platforms = rng.choice(("网站栏目按季度检查。", "政务新媒体由办公室统一管理，每月自查一次。"))
    return [
        f"（一）主动公开。{me}通过门户网站公开政府信息{rng.randint(40, 900)}条，政策解读与文件同步上网。",
        f"（二）依申请公开。{received}",
        "（三）政府信息管理。文件公开前逐件审核，已公开的文件按年清理。",
        f"（四）政府信息公开平台建设。{platforms}",
        "（五）监督保障。组织业务培训两次；对所属单位开展工作考核，社会评议结果为良好，全年未发生责任追究。",
    ]
