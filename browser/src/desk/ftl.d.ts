// Text files that become part of the program when it is built.
declare module "*.ftl" {
  const text: string;
  export default text;
}
