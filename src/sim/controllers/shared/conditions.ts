/** Lists of status conditions, one of each type. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export const findCondition = <C extends Condition>(
  conditions: readonly C[] | undefined,
  type: string,
): C | undefined => conditions?.find((condition) => condition.type === type);

export const withoutCondition = <C extends Condition>(
  conditions: readonly C[] | undefined,
  type: string,
): readonly C[] => conditions?.filter((condition) => condition.type !== type) ?? [];

/** Puts the condition at the end in place of the one of its type. */
export const replaceCondition = <C extends Condition>(
  conditions: readonly C[] | undefined,
  condition: C,
): readonly C[] => [...withoutCondition(conditions, condition.type), condition];
