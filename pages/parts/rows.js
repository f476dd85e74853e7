// The list's rows as buttons: chosen by click, Enter or space; arrows go from row to row.
const SIZE = 22;

function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
function line(row) {
  const item = document.createElement("li"), button = document.createElement("button");
  const icon = document.createElement("canvas"), source = globalThis.BorderMonitor.sprite(row.layer, row.hollow);
  icon.width = source.width; icon.height = source.height;
  icon.style.width = icon.style.height = `${SIZE}px`;
  icon.getContext("2d").drawImage(source, 0, 0);
  icon.setAttribute("aria-hidden", "true"); // the kind stands beside it in words
  button.type = "button";
  button.dataset.id = row.id;
  button.append(icon, made("span", row.day), made("b", row.place), made("small", row.more));
  item.append(button);
  return item;
}

export default function ({ data, parentElement: root, setStateValue }) {
  const list = root.querySelector("ul");
  list.setAttribute("aria-label", data.label);
  const drawn = JSON.stringify(data.rows);
  if (root.drawn !== drawn) list.replaceChildren(...data.rows.map(line));
  root.drawn = drawn;
  const buttons = [...list.querySelectorAll("button")];
  for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.id === data.chosen);
  list.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) setStateValue("chosen", button.dataset.id === data.chosen ? "" : button.dataset.id);
  };
  list.onkeydown = (event) => {
    const at = buttons.indexOf(event.target), to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (at < 0 || !buttons[to]) return;
    event.preventDefault();
    buttons[to].focus();
  };
}
