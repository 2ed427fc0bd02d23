// What keeps people from using the page as it is: each a sentence. Evaluated in the page.

function barriers() {
  const found = [];
  const name = node => `${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ""} "${(node.innerText ?? node.textContent ?? "").trim().slice(0, 40)}"`;
  const seen = node => node.checkVisibility({visibilityProperty: true}) && node.getClientRects().length > 0;
  const all = selector => [...document.querySelectorAll(selector)].filter(seen);

  for (const landmark of ["header", "nav", "main", "footer"]) {
    if (all(landmark).length !== 1) {
      found.push(`there are ${all(landmark).length} ${landmark}`);
    }
  }
  if (!document.documentElement.lang || !document.title) {
    found.push("language or title is missing");
  }

  let level = 0;
  all("h1, h2, h3, h4, h5, h6").forEach(heading => {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) {
      found.push(`heading ${name(heading)} of level ${next} follows one of level ${level}`);
    }
    level = next;
  });
  if (all("h1").length !== 1) {
    found.push(`there are ${all("h1").length} h1`);
  }

  all("input, select, textarea").forEach(input => {
    if ([...input.labels].every(label => label.innerText.trim() === "") && !input.ariaLabel) {
      found.push(`${name(input)} has no label`);
    }
  });
  all("a, button, summary").forEach(control => {
    if (control.innerText.trim() === "" && !control.ariaLabel) {
      found.push(`${name(control)} has no name`);
    }
  });
  all("img, svg, progress").forEach(picture => {
    const said = picture.getAttribute("alt") != null || picture.ariaLabel || picture.ariaHidden === "true" || picture.closest("[aria-hidden=true]");
    if (!said) {
      found.push(`${name(picture)} has no text alternative`);
    }
  });
  all("table").forEach(table => {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    if (heads.length === 0 || heads.some(head => head.tagName !== "TH" || head.scope !== "col")) {
      found.push(`${name(table)} has a column without heading`);
    }
    if (table.closest(".prose") === null && [...table.tBodies[0].rows].some(row => row.querySelectorAll("th[scope=row]").length !== 1)) {
      found.push(`${name(table)} has a row without heading`);
    }
  });
  const ids = [...document.querySelectorAll("[id]")].map(node => node.id);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach(id => found.push(`id ${id} is there twice`));
  document.querySelectorAll("[aria-labelledby]").forEach(node => {
    if (!document.getElementById(node.getAttribute("aria-labelledby"))) {
      found.push(`${name(node)} is labelled by nothing`);
    }
  });

  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) {
    const widest = all("body *").filter(node => node.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
    found.push(`the page is ${wide} px wider than the window: ${widest.slice(-3).map(name).join(", ")}`);
  }

  faint(all).forEach(each => found.push(each));
  return [...new Set(found)];
}

/** Text whose contrast with what is behind it is below 4.5. */
function faint(all) {
  const found = [];
  const numbers = colour => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const over = (front, back) => front.slice(0, 3).map((part, index) => part * (front[3] ?? 1) + back[index] * (1 - (front[3] ?? 1)));
  const behind = node => {
    const layers = [];
    for (let each = node; each; each = each.parentElement) {
      layers.push(numbers(getComputedStyle(each).backgroundColor));
    }
    return layers.reverse().reduce((back, layer) => layer.length < 3 ? back : over(layer, back), [255, 255, 255]);
  };
  const luminance = colour => colour.slice(0, 3).map(part => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  all("body *").forEach(node => {
    const text = [...node.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.textContent.trim() !== "");
    if (!text || node.closest(".unseen, .skip")) {
      return;
    }
    for (let each = node; each; each = each.parentElement) {
      if (getComputedStyle(each).opacity !== "1") {
        found.push(`${node.className || node.tagName} is not opaque`);
      }
    }
    const back = behind(node);
    const front = over(numbers(getComputedStyle(node).color), back);
    const [one, other] = [luminance(front), luminance(back)].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) {
      found.push(`contrast of ${node.tagName.toLowerCase()}.${node.className} is ${contrast.toFixed(2)}`);
    }
  });
  return found;
}
