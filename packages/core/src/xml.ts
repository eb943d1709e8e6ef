export { type JobInfo, readEventCount, readJobInfo } from './job-info-xml.ts';
export {
  type Metadata,
  type MetadataFile,
  readMetadata,
  readSkipped,
  type SkippedFile,
  writeMetadata,
  writeSkipped,
} from './metadata-xml.ts';
export { type NordugridFile, writeNordugridOutputs } from './nordugrid-outputs.ts';
export {
  type CatalogFile,
  type CatalogKind,
  catalogLfn,
  readPoolFileCatalog,
  writePoolFileCatalog,
} from './pool-file-catalog.ts';
