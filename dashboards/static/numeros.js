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

  const seen = new Set();
  const holdsRegistry = (source) => source.length < 2000 && /\b\w+\(\)\.setD3Format\(/.test(source);
  const registry = (require) => {
    const unseen = Object.keys(require.m).filter((id) => !seen.has(id));
    unseen.forEach((id) => seen.add(id));
    const holder = unseen.find((id) => holdsRegistry(String(require.m[id])));
    const singleton = holder && Object.values(require(holder)).find((exported) => exported.length === 0);
    return singleton?.();
  };
  const replace = (require) => {
    const known = registry(require);
    if (!known) return false;
    known.get("SMART_NUMBER").formatFunc = shorten;
    known.get("SMART_NUMBER_SIGNED").formatFunc = (value) => (value > 0 ? "+" : "") + shorten(value);
    return true;
  };

  let replaced = false;
  const attempt = (times) => {
    (window.webpackChunksuperset ||= []).push([[Symbol("numeros")], {}, (require) => { replaced ||= replace(require); }]);
    if (!replaced && times > 0) setTimeout(attempt, 50, times - 1);
  };
  attempt(400);
})();
