/** What may be a number that a double cannot hold: many digits, or a large exponent. */
const SUSPICIOUS = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/** Whether a text of JSON may have a number that a double cannot hold. */
export function mayHaveBigNumbers(text: string): boolean {
  return SUSPICIOUS.test(text);
}

/** The most digits that JavaScript writes of a number. */
const MOST_DIGITS = 100;

/**
 * Whether a double holds a number as it is written: written with as many digits, the double is the
 * same number; or JavaScript writes the double so.
 */
export function holdsNumber(text: string): boolean {
  const number = Number(text);
  if (!Number.isFinite(number)) return false;
  if (String(number) === text || Object.is(number, -0)) return true;
  const { digits, exponent } = decimalOf(text);
  if (digits === '') return true;
  if (digits.length > MOST_DIGITS) return false;
  const held = decimalOf(number.toPrecision(digits.length));
  return held.digits === digits && held.exponent === exponent;
}

/** The digits of a number without zeros before them, and the power of ten of the first one. */
function decimalOf(text: string): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = text.replace(/^-/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const zeros = /^0*/.exec(all)?.[0].length ?? 0;
  return { digits: all.slice(zeros), exponent: whole.length - 1 - zeros + Number(power) };
}
