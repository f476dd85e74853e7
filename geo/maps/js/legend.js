// The legend of the map: what the symbols and shapes mean, each with its number in view. It counts
// with every frame, so a number that changes must not lay out the page anew.
(function () {
  "use strict";
  const BorderMonitor = (window.BorderMonitor = window.BorderMonitor || {});
  const { colors: COLOR, names: NAME, sprite, pictureOf, polygon, fillAndStroke, tr } = BorderMonitor;
  const mark = (text) => text; // looked up where it is shown
  const PRECISION = [["1", mark("place itself")], ["2", mark("near it (ring)")], ["3", mark("district")],
    ["4", mark("province")], ["5", mark("stretch, line")], ["7", mark("sea area")]];
  const KM_PER_DEGREE = 111.2;
  const FONT = BorderMonitor.typefaces;

  BorderMonitor.Legend = class {
    constructor(map, toggle) {
      const Box = L.Control.extend({ options: { position: "topleft" }, onAdd: () => this.element });
      this.element = L.DomUtil.create("div", "bm-box bm-legend");
      this.element.dataset.testid = "legend";
      this.toggle = toggle;
      L.DomEvent.disableClickPropagation(this.element);
      new Box().addTo(map);
      const style = document.createElement("style");
      style.textContent = `
        .bm-legend { display: grid; grid-template-columns: auto auto; gap: 0 14px; font-size: 14px; }
        .bm-legend summary, .bm-legend h4 { grid-column: 1 / -1; margin: 2px 0; font: 600 14px ${FONT}; }
        .bm-legend div { display: flex; align-items: center; gap: 5px; height: 23px; }
        .bm-legend div span { flex: 1; }
        .bm-legend div b { contain: strict; min-width: 18px; width: calc(var(--digits) * 1ch); height: 100%; line-height: 23px;
          text-align: right; font-variant-numeric: tabular-nums; }
        .bm-legend div.zero { color: #6b6b6b; } .bm-legend img { width: 24px; height: 24px; }
        .bm-legend .squares, .bm-legend p { grid-column: 1 / -1; }
        .bm-legend p { margin: 2px 0; max-width: 270px; font-size: 14px; background: #fdf3d0; border-radius: 4px; padding: 1px 6px; }
        .bm-no-legend .bm-legend, .bm-on-wall .leaflet-control-zoom { display: none; }
        .bm-legend.folded > :not(h4) { display: none; }
        .bm-legend h4 { cursor: pointer; user-select: none; }
        @media (max-width: 1000px) { .bm-legend { gap: 0 8px; padding: 3px 8px; } .bm-legend div { height: 20px; gap: 3px; } .bm-legend div b { line-height: 20px; } .bm-legend img { width: 20px; height: 20px; } }
        @media (max-height: 330px) { .bm-legend .precision { display: none !important; } }`;
      document.head.append(style);
    }
    // `cells`: the width of the squares in which events are counted, degrees; 0 where they are not.
    // `total`: how many events there are; every number gets room for that many.
    fill(layers, cells, total) {
      this.element.style.setProperty("--digits", String(total).length);
      this.element.replaceChildren();
      const title = document.createElement("h4");
      title.textContent = tr("Rows on the map");
      title.title = tr("Fold or unfold the legend (L)");
      title.onclick = () => this.element.classList.toggle("folded");
      this.element.append(title);
      this.rows = layers.map((layer) => this._row(pictureOf(sprite(layer, false)), tr(NAME[layer])));
      this.precision = PRECISION.map(([code, text]) => {
        const row = this._row(look(code), tr(text));
        row.parentElement.classList.add("precision");
        return [code, row];
      });
      this.hollow = this._row(pictureOf(sprite("clash", true)), tr("unreviewed"));
      this.hollow.parentElement.classList.add("precision");
      this.squared = null;
      if (!cells) return;
      this.squared = this._row(look("square"), tr("in squares of {n} km", { n: Math.round(cells * KM_PER_DEGREE) }));
      this.squared.parentElement.classList.add("squares");
      this.note = document.createElement("p");
      this.note.dataset.testid = "squares";
      this.element.append(this.note);
    }
    _row(icon, text) {
      const row = document.createElement("div");
      const name = document.createElement("span");
      const count = document.createElement("b");
      name.textContent = text;
      row.append(icon, name, count);
      this.element.append(row);
      return count;
    }
    show(seen) {
      const put = (cell, n) => {
        if (cell.shown === n) return;
        cell.textContent = cell.shown = n;
        cell.parentElement.classList.toggle("zero", !n);
      };
      this.rows.forEach((cell, l) => put(cell, seen.byLayer[l]));
      this.precision.forEach(([code, cell]) => put(cell, seen.byPrecision[code]));
      put(this.hollow, seen.hollow);
      if (!this.squared) return;
      put(this.squared, seen.squared);
      const said = seen.squared ? tr("Many events: counted by square. Zoom in for each of them.") : tr("Each event is drawn.");
      if (this.note.textContent !== said) this.note.textContent = said;
    }
  };
  function look(code) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 48;
    const c = canvas.getContext("2d");
    c.scale(2, 2); c.translate(12, 12);
    c.strokeStyle = c.fillStyle = COLOR.clash;
    if (code === "1" || code === "2") { c.beginPath(); c.arc(0, 0, 4.5, 0, 7); c.fill(); }
    if (code === "2") { c.beginPath(); c.arc(0, 0, 9.5, 0, 7); c.lineWidth = 1; c.stroke(); }
    if (code === "3") { c.beginPath(); c.arc(0, 0, 9, 0, 7); fillAndStroke(c, COLOR.clash, false, [2, 2], 0.25); }
    if (code === "4") { polygon(c, [[-10, -6], [2, -10], [10, -2], [6, 9], [-7, 8]]); fillAndStroke(c, COLOR.clash, false, [3, 2], 0.12); }
    if (code === "5") { c.globalAlpha = 0.35; c.lineWidth = 8; c.beginPath(); c.moveTo(-9, 5); c.quadraticCurveTo(0, -8, 9, 0); c.stroke(); }
    if (code === "square") { c.fillStyle = "rgba(80,60,40,.12)"; c.fillRect(-8, -8, 16, 16); c.strokeStyle = "rgba(90,70,50,.7)"; c.strokeRect(-8, -8, 16, 16); }
    if (code === "7") { c.beginPath(); c.arc(0, 0, 9, 0, 7); fillAndStroke(c, COLOR.clash, false, [4, 3], 0.06); }
    return pictureOf(canvas);
  }
})();
