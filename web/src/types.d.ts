declare module "*.css";
declare module "elkjs/lib/elk.bundled.js" {
  export { default } from "elkjs/lib/elk-api";
}
