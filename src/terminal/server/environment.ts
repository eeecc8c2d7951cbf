/** Children get exactly the environment given. (Next's types want NODE_ENV in every one.) */
export const environment = (values: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv =>
  values as NodeJS.ProcessEnv;
