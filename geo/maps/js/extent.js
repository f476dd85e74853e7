// What part of the map is in the frame: kept in the address, told to Python, and set from there.
//
// A pan changes the address in place, without a step in the browser's history, and Python hears of
// it once the map has come to rest; the fragment that then runs draws nothing.
const REST = 400; // ms

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const state = (parentElement.extent = parentElement.extent || {});
  state.tell = setStateValue;
  state.bounds = data.bounds;
  if (state.channel !== data.channel) {
    if (state.wire) state.wire.close();
    state.channel = data.channel;
    state.wire = new BroadcastChannel(data.channel);
    state.wire.onmessage = ({ data: message }) => {
      if (message.type === "hello" && state.bounds) show(state, false);
      if (message.type !== "extent" || String(message.bounds) === String(state.bounds)) return;
      state.bounds = message.bounds;
      note(message.bounds);
      clearTimeout(state.due);
      state.due = setTimeout(() => state.tell("bounds", message.bounds), REST);
    };
    if (state.bounds) show(state, false); // the map may stand already
  } else if (state.stamp !== data.stamp) {
    show(state, true);
  }
  state.stamp = data.stamp;
  return () => {
    clearTimeout(state.due);
    state.wire.close();
    delete parentElement.extent;
  };
}

function show(state, animate) {
  const [west, south, east, north] = state.bounds || [];
  const bounds = state.bounds ? [[south, west], [north, east]] : null; // null: the whole border
  state.wire.postMessage({ type: "view", bounds, animate });
}

// The server writes the same words in the same order (geo/briefing/address.py): `map` is the last.
function note(bounds) {
  const { pathname, search, hash } = location;
  const kept = search.replace(/^\?/, "").split("&").filter((part) => part && !part.startsWith("map="));
  kept.push(`map=${bounds.map((degrees) => degrees.toFixed(5)).join("_")}`);
  history.replaceState(history.state, "", `${pathname}?${kept.join("&")}${hash}`);
}
