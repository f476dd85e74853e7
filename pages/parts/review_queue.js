// The queue beside the text: a list of events, the keyboard, and the wire to the map.
//
// Every word of an event reaches the page as a text node, never as HTML.
const KEYS = { a: "accept", r: "reject", l: "look", n: "next", p: "previous", e: "edit", u: "undo" };
const DECISIONS = ["accept", "reject", "look", "candidate"];
const WAIT = 4000; // ms after which an act that was never answered no longer blocks the keyboard

function typing(event, list) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const path = event.composedPath();
  if (path.includes(list)) return false;
  return path.some((e) => e instanceof HTMLElement && (e.isContentEditable ||
    /^(input|textarea|select)$/i.test(e.tagName) ||
    e.matches('[role="dialog"], [role="listbox"], [role="menu"], [data-testid="stDataFrame"]')));
}

class Queue {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("ol");
    this.onkey = (event) => this.key(event);
    // Caught before Streamlit's own shortcuts (r reruns) see it.
    window.addEventListener("keydown", this.onkey, { capture: true });
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("li[data-id]");
      if (row && row.dataset.id !== this.data.event) this.act("pick", { event: row.dataset.id });
    });
  }
  update({ data, setTriggerValue }) {
    this.trigger = setTriggerValue;
    this.data = data;
    this.busy = 0;
    if (this.channel !== data.channel) this.open(data.channel);
    const state = JSON.stringify(data.groups);
    if (state !== this.drawn) this.draw(data.groups);
    this.drawn = state;
    this.choose(data.event);
    this.show();
    const next = this.waiting;
    this.waiting = null;
    if (next) this.act(...next);
  }
  open(channel) {
    if (this.wire) this.wire.close();
    this.channel = channel;
    this.wire = new BroadcastChannel(channel);
    this.wire.onmessage = ({ data }) => {
      if (data.type === "hello") this.show();
      if (data.type === "key" && KEYS[data.key]) this.act(KEYS[data.key], {});
      if (data.type === "candidate") this.act("candidate", { index: data.index });
    };
  }
  show() { this.wire.postMessage({ type: "event", mark: this.data.mark }); }

  draw(groups) {
    const rows = [];
    for (const { name, total, events } of groups) {
      if (name) {
        const head = document.createElement("li");
        head.className = "head";
        head.setAttribute("role", "presentation"); // a list of options has nothing else
        head.textContent = `${name} · ${total}`;
        rows.push(head);
      }
      rows.push(...events.map((event) => this.row(event)));
      if (events.length < total) {
        const more = document.createElement("li");
        more.className = "more";
        more.setAttribute("role", "presentation");
        more.textContent = `and ${total - events.length} more`;
        rows.push(more);
      }
    }
    if (!rows.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "presentation");
      none.textContent = "Nothing here.";
      rows.push(none);
    }
    this.list.replaceChildren(...rows);
  }
  row({ id, layer, hollow, title, day, place }) {
    const row = document.createElement("li");
    row.dataset.id = id;
    row.tabIndex = -1;
    row.setAttribute("role", "option");
    const icon = document.createElement("canvas");
    const source = globalThis.BorderMonitor.sprite(layer, hollow);
    icon.width = source.width; icon.height = source.height;
    icon.getContext("2d").drawImage(source, 0, 0);
    const text = document.createElement("span");
    const name = document.createElement("b");
    const under = document.createElement("small");
    name.textContent = place || "place unknown";
    under.textContent = `${title} · ${day || "undated"}`;
    text.append(name, under);
    row.append(icon, text);
    return row;
  }
  choose(id) {
    for (const row of this.list.querySelectorAll("li[data-id]")) {
      const on = row.dataset.id === id;
      row.setAttribute("aria-selected", on);
      if (on && this.chosen !== id) this.reveal(row);
    }
    this.chosen = id;
    this.root.host.dataset.event = id;
  }
  reveal(row) {
    const { list } = this, top = row.offsetTop - list.offsetTop;
    if (top < list.scrollTop + 30) list.scrollTop = Math.max(0, top - 60);
    else if (top + row.offsetHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = top + row.offsetHeight - list.clientHeight + 40;
  }

  key(event) {
    const what = KEYS[event.key];
    if (!what || !this.root.host.isConnected || typing(event, this.list)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat || what === "next" || what === "previous") this.act(what, {});
  }
  // One act at a time. Until the page has answered, a walk or an undo waits its turn, and a
  // decision is let go: it would fall on an event that nobody has seen yet.
  act(what, more) {
    if (Date.now() < this.busy) {
      if (!DECISIONS.includes(what)) this.waiting = [what, more];
      return;
    }
    this.busy = Date.now() + WAIT;
    this.trigger("act", { what, event: this.data.event, number: this.data.number, ...more });
  }
  close() {
    window.removeEventListener("keydown", this.onkey, { capture: true });
    if (this.wire) this.wire.close();
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!root.borderQueue) root.borderQueue = new Queue(root);
  root.borderQueue.update(component);
  return () => { root.borderQueue.close(); root.borderQueue = null; };
}
