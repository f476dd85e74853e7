// Put into each measured page before its own scripts: tells when what a step asked for is on screen.
(() => {
  const bench = (window.bench = {});
  if (window !== window.top) return;
  const top = () => document.querySelector("[data-testid=asof]");
  const clock = () => globalThis.BorderMonitor && globalThis.BorderMonitor.clock;
  const host = () => document.querySelector("[data-window]");
  const frame = () => [...document.querySelectorAll("iframe")].find((f) => {
    try { return f.contentDocument.querySelector("#map_div"); } catch { return false; }
  });
  const map = () => frame() && frame().contentDocument.querySelector("#map_div");
  const afterPaint = (act) => requestAnimationFrame(() => setTimeout(act));

  bench.ready = () => !!(clock() && clock().feed && host() && map() && map().dataset.shown !== undefined &&
    map().dataset.window === host().dataset.window && top());
  // Filters and panel stand too; they follow the first picture.
  bench.whole = () => !!(document.querySelector(".st-key-layers") && document.querySelector("[data-testid=glance]"));
  bench.focus = () => clock().canvas.focus();

  bench.titled = () => !!document.querySelector("h1");
  addEventListener("message", (e) => { if (e.data && "naive" in e.data) bench.day = e.data.naive; });

  // ---- one step: from the key to the last of what it changes
  const sensors = {
    // The page's own text and the map show the window that the clock has.
    dashboard: () => {
      const before = top();
      return () => top() && top() !== before && map().dataset.window === host().dataset.window;
    },
    slider: () => {
      const text = () => document.querySelector("[data-testid=stMarkdown]").textContent;
      const before = text();
      return () => text() !== before;
    },
    // The map's script has run to its end with the slider's day.
    naive: () => {
      const wanted = bench.day + 1;
      return () => bench.day === wanted;
    },
  };
  bench.arm = (name) => {
    const done = sensors[name]();
    bench.waiting = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("nothing was brought up to date: has the server stopped?")), 90000);
      let began = 0;
      addEventListener("keydown", () => { began = performance.now(); }, { capture: true, once: true });
      const check = () => {
        if (!began || !done()) return;
        observer.disconnect();
        removeEventListener("message", check);
        clearInterval(timer);
        afterPaint(() => resolve(performance.now() - began));
      };
      const observer = new MutationObserver(check);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      if (map()) observer.observe(map(), { attributes: true });
      addEventListener("message", check);
      const timer = setInterval(check, 50);
    });
  };
  bench.result = () => bench.waiting;

  // ---- dragging: from each pointer event (its own time, before any handler) to the paint that
  // shows it, which the map tells with the frame
  const moves = ["pointerrawupdate", "pointermove"];
  bench.brush = () => {
    const c = clock(), box = c.canvas.getBoundingClientRect();
    return [box.left + c.x((c.from + c.to) / 2), box.top + 40];
  };
  bench.watch = () => {
    const inputs = [], times = (bench.times = []);
    bench.wire = new BroadcastChannel(clock().channel);
    bench.input = (e) => inputs.push(e.timeStamp);
    for (const name of moves) addEventListener(name, bench.input, { capture: true });
    bench.wire.onmessage = ({ data }) => {
      if (data.type !== "painted") return;
      const began = inputs.findLast((t) => t <= data.stamp);
      if (began === undefined || began === bench.last) return;
      bench.last = began;
      times.push(performance.now() - began);
    };
  };
  bench.watched = () => {
    bench.wire.close();
    for (const name of moves) removeEventListener(name, bench.input, { capture: true });
    return bench.times;
  };

  // ---- remounts
  bench.mark = () => { frame().contentWindow.benchMark = frame().benchMark = true; };
  bench.kept = () => !!(frame() && frame().benchMark && frame().contentWindow.benchMark);
  bench.somewhere = (a, b) => {
    const box = frame().getBoundingClientRect();
    return [box.left + 20 + a * (box.width - 40), box.top + 20 + b * (box.height - 40)];
  };
  bench.heap = () => performance.memory.usedJSHeapSize / 1048576;
})();
