//! Many files of a day become one.

use std::collections::BTreeMap;

use cordon_core::{Fix, StaticReport};

use crate::error::StoreError;
use crate::manifest::{Manifest, TableFile};
use crate::memory::{Memory, settle};
use crate::partition::Partition;
use crate::query::Query;
use crate::row::Row;
use crate::scan::Scan;
use crate::store::Store;
use crate::table::TableWriter;

impl Store {
    /// Flush, then merge the files of each partition that has several, dropping rows told twice.
    /// Gives the number of files that were replaced. They stay until the next flush, for readers
    /// that have them open.
    pub fn compact(&mut self) -> Result<usize, StoreError> {
        self.flush()?;
        self.writing(Store::merge_files)
    }

    fn merge_files(&mut self) -> Result<usize, StoreError> {
        let mut manifest = self.manifest.clone();
        let mut replaced = self.merge_table::<Fix>(&mut manifest)?;
        replaced.extend(self.merge_table::<StaticReport>(&mut manifest)?);
        if replaced.is_empty() {
            return Ok(0);
        }
        manifest.files.retain(|file| !replaced.contains(file));
        let count = replaced.len();
        manifest.retired.extend(replaced);
        self.enter(manifest)?;
        Ok(count)
    }

    /// Write the merged files and list them; gives the files that they replace.
    fn merge_table<R: Row>(&self, manifest: &mut Manifest) -> Result<Vec<TableFile>, StoreError> {
        let mut partitions: BTreeMap<Partition, Vec<TableFile>> = BTreeMap::new();
        for file in self.manifest.files.iter().filter(|file| file.table == R::TABLE) {
            partitions.entry(file.partition()).or_default().push(file.clone());
        }
        partitions.retain(|_, files| files.len() > 1);
        let number = manifest.take_number();
        let mut merged = Vec::new();
        for (&partition, files) in &partitions {
            let mut writer = TableWriter::<R>::create(&self.disk, &self.root, partition, number)?;
            for batch in Scan::new(&self.root, files, &Memory::default(), &Query::all()) {
                batch?.rows.into_iter().try_for_each(|row| writer.push(row))?;
            }
            merged.push(writer.finish()?);
        }
        settle(&self.disk, &self.root, &merged)?;
        manifest.files.extend(merged);
        Ok(partitions.into_values().flatten().collect())
    }
}
