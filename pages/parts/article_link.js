// What text, table and map share: one selected place and event a channel, and the wire that tells the others.
const LINKS = (globalThis.ArticleLinks = globalThis.ArticleLinks || {});

class Link {
  constructor(channel, heard) {
    this.channel = channel;
    this.state = LINKS[channel] = LINKS[channel] || { selected: -1, event: -1 };
    this.wire = new BroadcastChannel(channel);
    this.wire.onmessage = ({ data }) => {
      if (data.type === "select") this.state.selected = data.index;
      if (data.type === "event") this.state.event = data.index;
      heard(data);
    };
  }
  get selected() { return this.state.selected; }
  select(index, from) {
    this.state.selected = index;
    this.send({ type: "select", index, from });
  }
  get event() { return this.state.event; }
  // The event that is looked at: `firm` when it was clicked, not only passed over.
  look(index, from, firm = false) {
    this.state.event = index;
    this.send({ type: "event", index, from, firm });
  }
  send(message) { this.wire.postMessage(message); }
  close() { this.wire.close(); }
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Scrolls `box` alone, as little as needed; scrollIntoView would move the page too.
function reveal(box, inner) {
  const outer = box.getBoundingClientRect(), target = inner.getBoundingClientRect();
  const room = Math.min(60, outer.height / 4);
  if (target.top < outer.top + room) box.scrollTop += target.top - outer.top - room;
  else if (target.bottom > outer.bottom - 20) box.scrollTop += target.bottom - outer.bottom + room;
}

// Tells a pointer that moved from one that only had something scroll under it.
function mover() {
  let last = "";
  return ({ screenX, screenY }) => {
    const now = `${screenX},${screenY}`, moved = now !== last;
    last = now;
    return moved;
  };
}
