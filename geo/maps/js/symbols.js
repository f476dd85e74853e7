// The symbols of events: colour says the family, shape the kind. Shared by the map and the ribbon.
(function () {
  "use strict";
  const BorderMonitor = (globalThis.BorderMonitor = globalThis.BorderMonitor || {});
  const COLOR = { clash: "#B33C00", landmine: "#222222", closure: "#005A8C", other: "#6b6b6b" };
  const FAMILY = { clash: "clash", shelling: "clash", airstrike: "clash", drone: "clash",
    landmine: "landmine", fuel_route: "closure", border_closure: "closure",
    displacement: "other", diplomacy: "other", other: "other" };
  const mark = (text) => text; // looked up where it is shown
  const NAME = { clash: mark("Ground clash"), shelling: mark("Shelling, rockets"), airstrike: mark("Airstrike"),
    drone: mark("Drone"), landmine: mark("Landmine, UXO"), fuel_route: mark("Fuel, supply"),
    border_closure: mark("Closure, easing"), displacement: mark("Displacement"), diplomacy: mark("Diplomacy"),
    other: mark("Other") };

  function polygon(c, points) {
    c.beginPath();
    points.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.closePath();
  }
  const ring = (n, r, turn) => Array.from({ length: n }, (_, i) => {
    const a = turn + (i * 2 * Math.PI) / n;
    return [Math.cos(a) * r, Math.sin(a) * r];
  });
  const OUTLINE = {
    clash: (c) => polygon(c, Array.from({ length: 16 }, (_, i) => {
      const a = (i * Math.PI) / 8, r = i % 2 ? 6.2 : 12;
      return [Math.cos(a) * r, Math.sin(a) * r];
    })),
    shelling: (c) => { c.beginPath(); c.arc(0, 0, 9.5, 0, 7); },
    airstrike: (c) => polygon(c, [[0, 11], [-11, -7.5], [0, -3.5], [11, -7.5]]),
    drone: (c) => polygon(c, [[-3.4, 0], [-10, -6.6], [-6.6, -10], [0, -3.4], [6.6, -10], [10, -6.6],
      [3.4, 0], [10, 6.6], [6.6, 10], [0, 3.4], [-6.6, 10], [-10, 6.6]]),
    landmine: (c) => polygon(c, [[0, -11.5], [11.5, 8.5], [-11.5, 8.5]]),
    fuel_route: (c) => { c.beginPath(); c.arc(0, 0, 10, 0, 7); },
    border_closure: (c) => polygon(c, [[-9, -9], [9, -9], [9, 9], [-9, 9]]),
    displacement: (c) => polygon(c, ring(5, 10.5, -Math.PI / 2)),
    diplomacy: (c) => polygon(c, ring(4, 10.5, 0)),
    other: (c) => { c.beginPath(); c.arc(0, 0, 7, 0, 7); },
  };
  const INSIDE = {
    shelling: (c) => { c.beginPath(); c.arc(0, 0, 3.4, 0, 7); c.fill(); },
    landmine: (c) => { c.beginPath(); c.arc(0, 2.6, 3, 0, 7); c.fill(); },
    fuel_route: (c) => { c.save(); c.rotate(Math.PI / 4); c.fillRect(-8, -1.9, 16, 3.8); c.restore(); },
    border_closure: (c) => c.fillRect(-6, -2, 12, 4),
  };
  function fillAndStroke(c, color, chosen, dash, alpha) {
    c.globalAlpha = chosen ? 0.3 : alpha;
    c.fillStyle = chosen ? "#e0b800" : color;
    c.fill("evenodd");
    c.globalAlpha = chosen ? 1 : 0.55;
    c.strokeStyle = color;
    c.lineWidth = 1.5;
    c.setLineDash(dash);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }
  const sprites = new Map();
  function sprite(layer, hollow, size = 32) {
    const ratio = globalThis.devicePixelRatio || 1;
    const key = `${layer}|${hollow}|${size}|${ratio}`;
    if (sprites.has(key)) return sprites.get(key);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.round(size * ratio);
    const c = canvas.getContext("2d");
    c.scale((size / 32) * ratio, (size / 32) * ratio);
    c.translate(16, 16);
    c.lineJoin = "round";
    const color = COLOR[FAMILY[layer]];
    OUTLINE[layer](c);
    c.strokeStyle = "#fff"; c.lineWidth = hollow ? 6.5 : 4; c.stroke();
    if (hollow) {
      c.fillStyle = "#fff"; c.fill();
      c.strokeStyle = color; c.lineWidth = 2.6; c.stroke();
      c.fillStyle = color;
    } else {
      c.fillStyle = color; c.fill();
      c.fillStyle = "#fff";
    }
    if (INSIDE[layer]) INSIDE[layer](c);
    sprites.set(key, canvas);
    return canvas;
  }
  // A ring split by family; `numbers` of each, in the order of the colours.
  function shares(c, x, y, r, width, numbers) {
    const all = numbers.reduce((sum, n) => sum + n, 0);
    let a = -Math.PI / 2;
    c.lineWidth = width;
    Object.values(COLOR).forEach((color, family) => {
      if (!numbers[family]) return;
      const b = a + (numbers[family] / all) * 2 * Math.PI;
      c.beginPath(); c.arc(x, y, r, a, b);
      c.strokeStyle = color; c.stroke();
      a = b;
    });
  }
  const FAMILIES = Object.keys(COLOR);
  const familyOf = new WeakMap(); // number of each layer's family, by list of layers
  // Counts by layer (from `first` on), summed by family in the order of the colours.
  function byFamily(counts, layers, first = 0) {
    let of = familyOf.get(layers);
    if (!of) familyOf.set(layers, (of = layers.map((layer) => FAMILIES.indexOf(FAMILY[layer]))));
    const sums = [0, 0, 0, 0];
    for (let l = 0; l < of.length; l++) sums[of[l]] += counts[first + l];
    return sums;
  }
  // Sums in parts of a whole; what is there at all has one.
  function inParts(sums, parts) {
    const all = sums[0] + sums[1] + sums[2] + sums[3];
    return sums.map((n) => n && Math.max(1, Math.round((n / all) * parts)));
  }
  // A picture of a canvas for the page: a canvas there would cost something in every frame.
  function pictureOf(canvas) {
    return Object.assign(new Image(), { src: canvas.toDataURL(), alt: "" });
  }
  Object.assign(BorderMonitor, { colors: COLOR, family: FAMILY, names: NAME, sprite, pictureOf, polygon, fillAndStroke, shares, families: FAMILIES, byFamily, inParts });
})();
