// The page of an exported view: map, timeline and panel put together. All text of events reaches the
// page as text nodes.
(function () {
  "use strict";
  const BM = globalThis.BorderMonitor, CHANNEL = "export", MOST = 400, NEVER = 2 ** 30;
  const given = JSON.parse(document.getElementById("event-data").textContent);
  const feed = BM.decode(given.feed);
  const mask = given.mask ? BM.bytes(given.mask) : null;
  const find = (selector) => document.querySelector(selector);
  BM.feeds = { [CHANNEL]: feed };

  const map = L.map("map", { center: [13.05, 103.77], zoom: 8, zoomControl: false, minZoom: 6, maxZoom: 15,
    zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 120, maxBounds: [[5, 96], [21, 111]],
    maxBoundsViscosity: 0.8, attributionControl: false });
  L.control.zoom({ position: "bottomright" }).addTo(map);
  BM.base(map, { atlas: "", view: given.view, disclaimer: given.disclaimer, tiles: {}, channel: CHANNEL });
  BM.marks(map, CHANNEL);

  // ---- the panel
  const parts = { event: find("[data-part=event]"), list: find("[data-part=list]"),
    sources: find("[data-part=sources]"), about: find("[data-part=about]") };
  function show(name) {
    for (const [key, part] of Object.entries(parts)) part.hidden = key !== name;
    for (const tab of document.querySelectorAll("[data-tab]"))
      tab.setAttribute("aria-selected", tab.dataset.tab === name);
    if (name === "list") list();
  }
  for (const tab of document.querySelectorAll("[data-tab]"))
    tab.addEventListener("click", () => show(tab.dataset.tab));

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  function titled(title, rows) {
    if (!rows.length) return [];
    const all = element("ul");
    for (const row of rows) all.append(row);
    return [element("h3", title), all];
  }
  function source([label, url]) {
    const row = element("li");
    if (!/^https?:\/\//.test(url)) { row.textContent = label; return row; }
    const link = element("a", label);
    link.href = url; link.target = "_blank"; link.rel = "noopener noreferrer";
    row.append(link);
    return row;
  }
  function evidence(index) {
    const event = given.events[index];
    const facts = element("dl");
    for (const [name, value] of event.facts) facts.append(element("dt", name), element("dd", value));
    return [element("h2", event.title), element("p", event.summary), facts,
      ...titled("Who says so", event.claims.map((claim) => element("li", claim))),
      ...titled("Sources", event.sources.map(source)),
      ...(event.note ? [element("h3", "Coder's note"), element("p", event.note)] : []),
      element("p", event.id, "id")];
  }
  let picked = [], at = 0;
  function pick(events, first = 0) {
    picked = events; at = first;
    if (!picked.length) return;
    const index = picked[at];
    const head = [];
    if (picked.length > 1) {
      const bar = element("div", undefined, "turn");
      const back = element("button", "◀"), on = element("button", "▶");
      back.setAttribute("aria-label", "Previous event"); on.setAttribute("aria-label", "Next event");
      back.onclick = () => pick(picked, (at - 1 + picked.length) % picked.length);
      on.onclick = () => pick(picked, (at + 1) % picked.length);
      bar.append(back, element("span", `${at + 1} of ${picked.length} under this mark`), on);
      head.push(bar);
    }
    parts.event.replaceChildren(...head, ...evidence(index));
    parts.event.scrollTop = 0;
    wire.postMessage({ type: "select", index });
    show("event");
  }
  let window_ = { from: given.from, to: given.to };
  function list() {
    const rows = [], undated = [];
    BM.each(feed, window_, mask, (i) => rows.push(i));
    for (let i = 0; i < feed.start.length; i++) if (feed.start[i] > NEVER && BM.passes(feed, mask, i)) undated.push(i);
    rows.sort((a, b) => a - b);
    const all = [...rows, ...undated].slice(0, MOST).map((i) => {
      const row = element("button", given.events[i].title, "row");
      row.append(element("br"), element("small", given.events[i].when));
      row.onclick = () => pick([i]);
      return row;
    });
    const more = rows.length + undated.length - all.length;
    parts.list.replaceChildren(
      element("p", `${rows.length} events in this window, ${undated.length} without a date`, "hint"), ...all,
      ...(more > 0 ? [element("p", `and ${more} more: narrow the window`, "hint")] : []));
  }
  const wire = new BroadcastChannel(CHANNEL);
  wire.onmessage = ({ data }) => {
    if (data.type !== "painted") return;
    const [from, to] = find("#map").dataset.window.split(":").map(Number);
    window_ = { from, to };
    if (!parts.list.hidden) list();
  };

  // ---- the timeline
  const host = find("#clock"), root = host.attachShadow({ mode: "open" });
  root.innerHTML = given.clock;
  host.dataset.testid = "clock";
  BM.mountClock({
    parentElement: root,
    data: { channel: CHANNEL, mask: given.mask, selected: -1, milestones: given.milestones,
      push: { from: given.from, to: given.to, mode: given.mode, stamp: 1 } },
    setStateValue: () => {},
    setTriggerValue: (name, value) => { if (name === "pick") pick(value.events); },
  });
})();
