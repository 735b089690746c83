// Phone, identity, card and account numbers are not kept on this device either. What was written is
// sent as it is, since the server compares a caller's number with the registered ones; it masks too.

const MARK = "〔号码已隐去〕";
const LONG = /(^\.?|[^\d.]|[^\d]\.)(\+?\d(?:[ \-_.·—]{0,2}\d){8,}[Xx]?)(?!\d)/g;
const DATE = /^(19|20)\d\d[ \-.]{1,2}\d{1,2}[ \-.]{1,2}\d{1,2}(?: \d{1,2})?$/; // and the hour behind it

// `registered` are the numbers that anybody may know.
export function hidden(text, registered) {
  const known = registered.map((one) => one.replace(/\D/g, ""));
  return text.replace(LONG, (whole, before, number) => {
    const innocent = known.includes(number.replace(/[^\dXx]/g, "")) || DATE.test(number);
    return innocent ? whole : before + MARK;
  });
}
