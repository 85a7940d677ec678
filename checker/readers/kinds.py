"""What kind of file some bytes are, told from the bytes; what cannot be reviewed is named with what to do.

A short table and a look at the directories of the two container formats. ``puremagic`` was weighed: it adds
an import to every start and answers "zip" or "OLE2" exactly where the user needs to hear "Excel" or "a
password".
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NoReturn

from checker.document import Kind
from checker.errors import ReadError

_HEAD: Final = 8192  # where the marks of text formats must stand
_SAMPLE: Final = 65536  # enough to tell text from binary
_PDF_JUNK: Final = 1024  # readers of PDF accept a header within the first 1024 bytes

_TODO: Final[dict[str, tuple[str, str]]] = {
    "docx": ("请用 Word 或 WPS 打开，另存为 .docx 后重试。", "open it in Word or WPS and save it as .docx."),
    "pdf": ("请用阅读软件打开，导出为 PDF 后重试。", "open it in its reader and export it as PDF."),
    "browser": (
        "请用浏览器打开，另存为“网页，仅 HTML”后重试。",
        'open it in a browser and save it as "web page, HTML only".',
    ),
    "word": (
        "请把报告正文放进 Word 文档或 PDF 后重试。",
        "put the text of the report into a Word document or a PDF.",
    ),
    "scan": (
        "请提供可以选中文字的原始文件（Word、PDF 或网页）。",
        "supply the original with selectable text (Word, PDF or web page).",
    ),
    "unpack": ("请解压后审查里面的报告文件。", "unpack it and review the report inside."),
    "other": ("请确认选对了文件。", "make sure that this is the right file."),
    "again": ("请重新导出或重新下载后重试。", "export or download it again."),
    "rename": (
        "请用 Word 打开后另存为 .docx，或把扩展名改成与内容一致后重试。",
        "open it in Word and save it as .docx, or give it the extension of its contents.",
    ),
}

_OTHER: Final[dict[str, tuple[str, str, str]]] = {
    "doc": ("旧版 Word 文档（.doc）", "an old Word document (.doc)", "docx"),
    "wps": ("WPS 文字文档（.wps）", "a WPS Writer document (.wps)", "docx"),
    "xls": ("旧版 Excel 工作簿（.xls）", "an old Excel workbook (.xls)", "word"),
    "xlsx": ("Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)", "word"),
    "ppt": ("旧版演示文稿（.ppt）", "an old slide show (.ppt)", "word"),
    "pptx": ("演示文稿（.pptx）", "a slide show (.pptx)", "word"),
    "msg": ("Outlook 邮件（.msg）", "an Outlook message (.msg)", "unpack"),
    "ole": ("Office 旧格式文件", "a file in an old Office format", "docx"),
    "ofd": ("OFD 版式文件（.ofd）", "an OFD document (.ofd)", "pdf"),
    "odt": ("OpenDocument 文档（.odt）", "an OpenDocument text (.odt)", "docx"),
    "ods": ("OpenDocument 表格或演示文稿", "an OpenDocument sheet or slide show", "word"),
    "epub": ("电子书（.epub）", "an e-book (.epub)", "word"),
    "rtf": ("RTF 文档（.rtf）", "an RTF document (.rtf)", "docx"),
    "mht": ("单个文件网页（.mht）", "a single-file web page (.mht)", "browser"),
    "mht_doc": ("由网页另存成的 Word 文件（内容是 .mht）", "a web page saved as Word (.mht inside)", "docx"),
    "mail": ("电子邮件（.eml）", "an e-mail (.eml)", "unpack"),
    "word_xml": ("Word XML 文档（.xml）", "a Word XML document (.xml)", "docx"),
    "flat_odf": ("OpenDocument XML 文档", "a flat OpenDocument file", "docx"),
    "xml": ("XML 数据文件", "an XML data file", "other"),
    "ps": ("PostScript 文件", "a PostScript file", "pdf"),
    "jpeg": ("JPEG 图片", "a JPEG picture", "scan"),
    "png": ("PNG 图片", "a PNG picture", "scan"),
    "gif": ("GIF 图片", "a GIF picture", "scan"),
    "bmp": ("BMP 图片", "a BMP picture", "scan"),
    "tiff": ("TIFF 图片", "a TIFF picture", "scan"),
    "webp": ("WebP 图片", "a WebP picture", "scan"),
    "heic": ("HEIC 图片", "a HEIC picture", "scan"),
    "svg": ("SVG 图片", "an SVG picture", "scan"),
    "media": ("音频或视频文件", "an audio or video file", "other"),
    "zip": ("ZIP 压缩包", "a ZIP archive", "unpack"),
    "rar": ("RAR 压缩包", "a RAR archive", "unpack"),
    "7z": ("7z 压缩包", "a 7z archive", "unpack"),
    "gz": ("GZ/BZ2/XZ 压缩文件", "a compressed file (gz, bz2 or xz)", "unpack"),
    "exe": ("可执行程序", "a program", "other"),
    "caj": ("CAJ 文献", "a CAJ paper", "pdf"),
    "sqlite": ("SQLite 数据库", "an SQLite database", "other"),
    "html_docx": ("扩展名为 .docx 的网页（HTML）", "a web page (HTML) named .docx", "rename"),
    "text_docx": ("扩展名为 .docx 的纯文本", "plain text named .docx", "rename"),
    "pdf_docx": ("扩展名为 .docx 的 PDF", "a PDF named .docx", "rename"),
    "binary": ("无法识别的二进制文件", "a binary file of unknown kind", "other"),
    "no_docx": ("无法识别的文件（扩展名是 .docx，内容不是）", "a file named .docx that is no DOCX", "again"),
    "no_pdf": ("无法识别的文件（扩展名是 .pdf，内容不是）", "a file named .pdf that is no PDF", "again"),
}

_MAGIC: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\xff\xd8\xff", "jpeg"), (0, b"\x89PNG\r\n\x1a\n", "png"), (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"II*\x00", "tiff"), (0, b"MM\x00*", "tiff"), (8, b"WEBP", "webp"), (4, b"ftyphei", "heic"),
    (4, b"ftypmif1", "heic"), (4, b"ftyp", "media"), (8, b"WAVE", "media"), (8, b"AVI ", "media"),
    (0, b"ID3", "media"), (0, b"OggS", "media"), (0, b"{\\rtf", "rtf"), (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"), (0, b"\x1f\x8b", "gz"), (0, b"BZh", "gz"), (0, b"\xfd7zXZ\x00", "gz"),
    (0, b"\x7fELF", "exe"), (0, b"\xcf\xfa\xed\xfe", "exe"), (0, b"\xca\xfe\xba\xbe", "exe"),
    (0, b"%!PS", "ps"), (0, b"SQLite format 3\x00", "sqlite"), (0, b"CAJ\x00", "caj"),
    (0, b"HN\x00\x00", "caj"),
)  # fmt: skip

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: Final = (  # the first name found decides
    ("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"),
    ("PowerPoint Document", "ppt"), ("__properties_version1.0", "msg"),
)  # fmt: skip

_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_FRAGMENT: Final = re.compile(
    r"<(?:div|p|table|meta|title|h[1-6]|section|article|center|span|style|script|font|ul|ol|main|header)[\s>]",
    re.IGNORECASE,
)
_XML_ROOT: Final = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_COMMENTS: Final = re.compile(r"\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*)*", re.DOTALL)
_MIME: Final = re.compile(r"^mime-version:", re.IGNORECASE | re.MULTILINE)
_RELATED: Final = re.compile(r"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_MAIL: Final = re.compile(r"^(?:from|to|subject|received|return-path):", re.IGNORECASE | re.MULTILINE)
_HEADING: Final = re.compile(r"^#{1,6} +\S", re.MULTILINE)
_PIPE_RULE: Final = re.compile(r"^ {0,3}\|? *:?-{2,}:? *\|[ :|-]*$", re.MULTILINE)
_ODD: Final = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\uffff]")


def detect(data: bytes, name: str) -> Kind:
    """The kind of the file ``name`` whose contents are ``data``.

    Only the contents decide; the name chooses between Markdown and text where the marks of Markdown are
    few, and a name that promises DOCX over contents that Word itself would refuse is told, not obeyed.
    Raises ReadError: empty, no_text, unsupported, encrypted, damaged, too_large.
    """
    if not data:
        raise ReadError("empty", path=name)
    extension = name.lower().rpartition(".")[2] if "." in name else ""
    wants_docx = extension in ("docx", "docm", "dotx", "dotm")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(data, name)
    if data.startswith(_OLE):
        _ole(data, name, extension)
    bare = data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip()
    if bare.startswith(b"%PDF-"):
        return "pdf" if not wants_docx else _refuse("pdf_docx", name)
    for offset, magic, key in _MAGIC:
        if bare.startswith(magic, offset):
            _refuse(key, name)
    if (bare.startswith(b"BM") and data[6:10] == b"\0\0\0\0") or (
        bare.startswith(b"MZ") and b"\0" in data[:64]
    ):
        _refuse("bmp" if bare.startswith(b"BM") else "exe", name)
    if b"%PDF-" in data[: _PDF_JUNK + 5]:
        return "pdf"
    if not data.strip(b"\0"):
        raise ReadError(
            "damaged",
            path=name,
            what="",
            detail="内容全是零字节，多半没有下载完",
            detail_en="zero bytes only",
        )
    text = _text(data, name)
    if text is None:
        _refuse("no_docx" if wants_docx else "no_pdf" if extension == "pdf" else "binary", name)
    kind = _text_kind(text, name, extension)
    if wants_docx:
        _refuse("html_docx" if kind == "html" else "text_docx", name)
    return kind


def _refuse(key: str, name: str) -> NoReturn:
    what, what_en, todo = _OTHER[key]
    raise ReadError(
        "unsupported", path=name, what=what, what_en=what_en, todo=_TODO[todo][0], todo_en=_TODO[todo][1]
    )


def _ole(data: bytes, name: str, extension: str) -> NoReturn:
    """An OLE2 compound file, told by the names in its directory.

    Directory entries are 128 bytes long and aligned, and begin with the name in UTF-16; looking for them
    there spares following the allocation table, and works for truncated files too.
    """
    for stream, key in _OLE_STREAMS:
        needle = (stream + "\0").encode("utf-16-le")
        at = data.find(needle)
        while at >= 0 and (at % 128 or data[at + 64 : at + 66] != len(needle).to_bytes(2, "little")):
            at = data.find(needle, at + 1)
        if at >= 0:
            if key == "encrypted":
                raise ReadError("encrypted", path=name)
            _refuse("wps" if key == "doc" and extension == "wps" else key, name)
    _refuse("wps" if extension == "wps" else "ole", name)


def _zip(data: bytes, name: str) -> Kind:
    from checker.readers.docx_package import entries

    names = entries(data, name)
    lower = {n.replace("\\", "/").lower() for n in names}
    if any(n.startswith("word/") and n.endswith(".xml") for n in lower) and "[content_types].xml" in lower:
        return "docx"
    if "ofd.xml" in lower:
        _refuse("ofd", name)
    for folder, key in (("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[content_types].xml" in lower and any(n.startswith(folder) for n in lower):
            _refuse(key, name)
    if "mimetype" in lower:
        # The first entry of OpenDocument and EPUB, stored without compression: its text stands in the file
        # itself.
        head = data[:200]
        for mark, key in ((b"opendocument.text", "odt"), (b"opendocument", "ods"), (b"epub", "epub")):
            if mark in head:
                _refuse(key, name)
    if "[content_types].xml" in lower and any(n.endswith("document.xml") for n in lower):
        return "docx"  # a package with unusual folders: its relations decide
    _refuse("zip", name)


def _text(data: bytes, name: str) -> str | None:
    """The beginning as characters; None where it is no text. Raises ReadError: no_text."""
    from checker.readers.encodings import decode

    sample = data[:_SAMPLE]
    text, _ = decode(sample)
    if not text.strip("\ufeff \t\r\n\f\v\u3000\0"):
        raise ReadError("no_text", path=name)
    # A cut character at the end of the sample and a damaged one in a good file are no sign of a binary file.
    return text if len(_ODD.findall(text)) <= max(2, len(text) // 50) and text.count("\0") < 2 else None


def _text_kind(text: str, name: str, extension: str) -> Kind:
    head = text[:_HEAD].lstrip("\ufeff").lstrip()
    if _MIME.search(head) and not head.startswith("<"):
        if _RELATED.search(head):
            _refuse("mht_doc" if extension == "doc" else "mht", name)
        if _MAIL.search(head):
            _refuse("mail", name)
    marks = len(_HEADING.findall(text)) + 2 * len(_PIPE_RULE.findall(text))
    if head.startswith("<"):
        _xml(head, name)
        if _HTML.search(head) or (_FRAGMENT.match(head, _skip(head)) and not marks):
            return "html"
    elif _HTML.search(head) and not marks:
        return "html"  # something stands before the page: a warning of the server, a script's output
    if marks >= 2:
        return "markdown"
    return "markdown" if extension in ("md", "markdown", "mdown", "mkd") else "text"


def _skip(head: str) -> int:
    match = _COMMENTS.match(head)
    return match.end() if match else 0


def _xml(head: str, name: str) -> None:
    """Refuses XML that is no web page."""
    root = _XML_ROOT.match(head, _skip(head))
    if root is None:
        return
    prefix, local = (root[1] or ""), root[2].lower()
    if prefix == "pkg:" or local == "worddocument":
        _refuse("word_xml", name)
    if prefix == "office:":
        _refuse("flat_odf", name)
    if local == "svg":
        _refuse("svg", name)
    if head.startswith("<?xml") and not _HTML.search(head):
        _refuse("xml", name)
