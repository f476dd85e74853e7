// When a picture is painted: once a frame at most, and before the words about it. New words make the
// browser lay out the page, which would hold back the picture.
(function () {
  "use strict";
  const BorderMonitor = (globalThis.BorderMonitor = globalThis.BorderMonitor || {});

  BorderMonitor.Pace = class {
    // `paint()`; `shown()` with the frame that has the picture; `say()` once that frame is out.
    constructor({ paint, shown = () => {}, say = () => {} }) { Object.assign(this, { paint, shown, say }); }
    // With the next frame.
    soon() {
      if (this.due) return;
      this.due = requestAnimationFrame(() => {
        this.due = 0;
        this.paint();
        this._done(true);
      });
    }
    // At once, unless this frame has its picture already: the wait for the next frame is used.
    now() {
      if (this.due) return;
      if (this.fresh) { this.soon(); return; }
      this.paint();
      this._done(false);
    }
    _done(inFrame) {
      this.fresh = requestAnimationFrame(() => {
        this.fresh = 0;
        if (!inFrame) this._out();
      });
      if (inFrame) this._out();
    }
    _out() {
      this.shown();
      if (!this.saying) this.saying = setTimeout(() => { this.saying = 0; this.say(); });
    }
  };
})();
