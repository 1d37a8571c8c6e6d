/*
 * Shortens large numbers as Brazilians do («R$ 54,6 mi», not «R$ 54.6M»). Superset's adaptive format knows no locale, so the
 * function inside of its one formatter is replaced, in the module that holds it; where that is not found, all stays as it was.
 */
(() => {
  const numbers = (options) => new Intl.NumberFormat("pt-BR", options);
  const large = numbers({ notation: "compact", maximumFractionDigits: 2 });
  const plain = numbers({ maximumFractionDigits: 2 });
  const small = numbers({ maximumSignificantDigits: 3 });
  const shorten = (value) => {
    const size = Math.abs(value);
    return (size >= 1000 ? large : size >= 1 ? plain : small).format(value);
  };

  // A module that is asked for before the page's own code has come fails for that code too: React's root says that it has.
  const hasCome = () => Object.keys(document.getElementById("app") ?? {}).some((key) => key.startsWith("__reactContainer"));
  const holdsRegistry = (source) => source.length < 2000 && /\b\w+\(\)\.setD3Format\(/.test(source);
  const registry = (require) => {
    const holder = Object.keys(require.m).find((id) => holdsRegistry(String(require.m[id])));
    const singleton = holder && Object.values(require(holder)).find((exported) => exported.length === 0);
    return singleton?.();
  };
  const replace = (require) => {
    const known = registry(require);
    if (!known) return;
    known.get("SMART_NUMBER").formatFunc = shorten;
    known.get("SMART_NUMBER_SIGNED").formatFunc = (value) => (value > 0 ? "+" : "") + shorten(value);
  };

  const attempt = (times) => {
    if (hasCome()) window.webpackChunksuperset?.push([[Symbol("numeros")], {}, replace]);
    else if (times > 0) setTimeout(attempt, 20, times - 1);
  };
  attempt(1500);
})();
