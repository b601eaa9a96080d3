// What goes wrong, where a reviewer sees and hears it.

const at = (id) => document.getElementById(id);

/** Say that the page itself does not work. */
export function complain(text) {
  at("trouble").textContent = text;
  at("trouble").hidden = false;
}

/** Say what could not be taken of what was given, after what was said of the rest of it. */
export function refuse(text) {
  const said = at("refused");
  said.textContent = said.hidden ? text : `${said.textContent} ${text}`;
  said.hidden = false;
}

export function forgetRefusals() {
  at("refused").hidden = true;
}
