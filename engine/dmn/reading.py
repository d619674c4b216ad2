"""DMN files as element trees: hardened against hostile XML, namespaces of DMN 1.2 to 1.5."""

from collections.abc import Iterator

from lxml import etree

from engine.contract.errors import ModelRejected, Problem

MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 50_000
NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    }
)

Element = etree._Element


def read_xml(xml: bytes, file: str) -> Element:
    """The `definitions` element. Raises ModelRejected with one problem."""
    if len(xml) > MAX_BYTES:
        raise rejected("dmn_too_large", file, size=str(len(xml)), limit=str(MAX_BYTES))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # A document type is refused as such also when the parser stops inside it.
        code = "dmn_doctype" if b"<!DOCTYPE" in xml else "dmn_not_xml"
        raise rejected(code, file, reason=str(error)[:200]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise rejected("dmn_doctype", file)
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise rejected("dmn_not_dmn", file, found=name.text[:200])
    count = sum(1 for _ in root.iter())
    if count > MAX_ELEMENTS:
        raise rejected("dmn_too_many", file, found=str(count), limit=str(MAX_ELEMENTS))
    return root


def rejected(code: str, file: str, **params: str) -> ModelRejected:
    """A refusal of the whole file for one reason."""
    return ModelRejected([Problem(code=code, file=file, params=params)])


def tag(element: Element) -> str:
    """The element's name without its namespace; '' for what belongs to other vocabularies."""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Direct children with one of these names, in order."""
    return (child for child in element if tag(child) in names)


def child(element: Element, name: str) -> Element | None:
    """The first direct child of that name."""
    return next(children(element, name), None)


def text_of(element: Element | None) -> str:
    """The text of an element's `text` child, '' without."""
    inner = child(element, "text") if element is not None else None
    return (inner.text or "").strip() if inner is not None else ""


def name_of(element: Element) -> str:
    """The element's name with single blanks."""
    return " ".join((element.get("name") or "").split())


def type_of(element: Element | None) -> str:
    """The `typeRef` of an element, as attribute or child, '' without."""
    if element is None:
        return ""
    inner = child(element, "typeRef")
    return (element.get("typeRef") or (inner.text if inner is not None else "") or "").strip()
