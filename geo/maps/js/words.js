// The words of the scripts in the user's language: sent as data, English where there are none.
(function () {
  "use strict";
  const BM = (globalThis.BorderMonitor = globalThis.BorderMonitor || {});
  const ENGLISH = { code: "en", texts: {}, names: {},
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] };
  BM.language = BM.language || ENGLISH;
  const fill = (text, blanks) =>
    blanks ? text.replace(/\{(\w+)\}/g, (all, name) => (name in blanks ? blanks[name] : all)) : text;

  // Takes over a language: {code, texts, months, names}; names may have come before.
  BM.learn = function (data) {
    const names = data && data.code === BM.language.code ? BM.language.names : {};
    BM.language = { ...ENGLISH, names, ...data };
  };
  BM.tr = (text, blanks) => fill(BM.language.texts[text] || text, blanks);
  BM.trn = (one, many, n, blanks) =>
    fill(BM.language.texts[one] || (n === 1 ? one : many), { n, ...blanks });
  // A place's name in the language's script where it is known.
  BM.named = (name) => BM.language.names[name] || name;
  BM.month = (index) => BM.language.months[index];
  BM.date = (day) => {
    const [y, m, d] = BM.iso(day).split("-");
    return `${+d} ${BM.month(m - 1)} ${y}`;
  };

  // For canvases; the style sheets name the same.
  BM.typefaces = '"Noto Sans","Noto Sans Thai","Noto Sans Khmer","Segoe UI",system-ui,sans-serif';
  // Waits for the letters of the language: a canvas does not fetch them by itself in time.
  BM.letters = () => Promise.allSettled({ th: ["ก"], km: ["ក"] }[BM.language.code]?.flatMap((letter) =>
    ["", "600 "].map((weight) => document.fonts.load(`${weight}14px "Noto Sans Thai", "Noto Sans Khmer"`, letter))) || []);

  // Puts a template's text, titles and labels into the language; `root` keeps what stood there.
  BM.relabel = function (root) {
    if (!root.spoken) {
      root.spoken = [];
      for (const element of root.querySelectorAll("*")) {
        for (const name of ["title", "aria-label", "placeholder"])
          if (element.hasAttribute(name)) root.spoken.push([element, name, element.getAttribute(name)]);
        for (const node of element.childNodes)
          if (node.nodeType === 3 && node.data.trim()) root.spoken.push([node, "", node.data.trim()]);
      }
    }
    for (const [node, name, text] of root.spoken) {
      if (name) node.setAttribute(name, BM.tr(text));
      else if (node.data.trim()) node.data = BM.tr(text);
    }
  };
})();
