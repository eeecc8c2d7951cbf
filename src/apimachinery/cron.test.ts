import { describe, expect, it } from 'vitest';
import { parseCron } from './cron';

const read = (text: string) => {
  const schedule = parseCron(text);
  if (schedule.kind === 'every') return { every: schedule.seconds };
  const values = Object.fromEntries(Object.entries(schedule.values).map(([name, set]) => [name, [...set]]));
  return { ...values, stars: [...schedule.stars] };
};

describe('cron schedules', () => {
  it('read steps, ranges, lists and names', () => {
    expect(read('*/20 9-11 1,15 jan-MAR mon')).toEqual({
      minute: [0, 20, 40],
      hour: [9, 10, 11],
      dayOfMonth: [1, 15],
      month: [1, 2, 3],
      dayOfWeek: [1],
      stars: [],
    });
  });
  it('know which fields restrict nothing, and that N/step goes to the end', () => {
    expect(read('5/25 * ? * *')).toMatchObject({
      minute: [5, 30, 55],
      stars: ['hour', 'dayOfMonth', 'month', 'dayOfWeek'],
    });
  });
  it('read descriptors', () => {
    expect(read('@weekly')).toMatchObject({ minute: [0], hour: [0], dayOfWeek: [0] });
    expect(read('@every 1h30m')).toEqual({ every: 5400 });
    expect(read('@every 10ms')).toEqual({ every: 1 });
  });
  it.each([
    ['', 'empty spec string'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['0 0 0 0 0 0', 'expected exactly 5 fields, found 6: [0 0 0 0 0 0]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@often', 'unrecognized descriptor: @often'],
    ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
  ])('refuse %j', (text, message) => expect(() => parseCron(text)).toThrow(new Error(message)));
});
