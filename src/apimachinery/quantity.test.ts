import { describe, expect, it } from 'vitest';
import {
  addQuantity,
  compareQuantity,
  parseQuantity,
  quantityMilliValue,
  quantityValue,
  subtractQuantity,
} from './quantity';

describe('parseQuantity', () => {
  it.each([
    ['100m', '100m'],
    ['0.1', '100m'],
    ['1.5', '1500m'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1', '1'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['1Gi', '1Gi'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['512Ki', '512Ki'],
    ['1Ki', '1Ki'],
    ['0.5Ki', '512'],
    ['128M', '128M'],
    ['1e3', '1e3'],
    ['1E-3', '1E-3'],
    ['1e14', '100e12'],
    ['0', '0'],
    ['0Mi', '0'],
    ['-5', '-5'],
    ['0.0000000001', '1n'],
    ['1.1i'.replace('i', 'Ki'), '1126400m'],
    [' 2 ', '2'],
    [0.5, '500m'],
    [2, '2'],
  ])('prints %j in canonical form as %s', (input, text) => {
    expect(parseQuantity(input).text).toBe(text);
  });

  it.each(['', 'abc', '1.1.M', '1+1.0M', '0.1am', 'aoeu', '1 Gi', '1Gib'])(
    'refuses %j by its shape',
    (input) => {
      expect(() => parseQuantity(input)).toThrow(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    },
  );

  it.each(['1mi', '1i', '-3.01i', '-3.01e-', '1KiM', '5e999999999'])('refuses the suffix of %j', (input) => {
    expect(() => parseQuantity(input)).toThrow("unable to parse quantity's suffix");
  });
});

describe('arithmetic', () => {
  const q = parseQuantity;
  it('keeps the notation of the first operand', () => {
    expect(addQuantity(q('1Gi'), q('512Mi')).text).toBe('1536Mi');
    expect(addQuantity(q('0'), q('512Mi')).text).toBe('512Mi');
    expect(subtractQuantity(q('1'), q('250m')).text).toBe('750m');
  });
  it('compares by amount, not by text', () => {
    expect(compareQuantity(q('1Gi'), q('1G'))).toBe(1);
    expect(compareQuantity(q('1000m'), q('1'))).toBe(0);
    expect(compareQuantity(q('50m'), q('0.1'))).toBe(-1);
  });
  it('rounds units and thousandths away from zero', () => {
    expect(quantityValue(q('1500m'))).toBe(2);
    expect(quantityValue(q('-1500m'))).toBe(-2);
    expect(quantityMilliValue(q('1.5'))).toBe(1500);
    expect(quantityMilliValue(q('100n'))).toBe(1);
  });
});
