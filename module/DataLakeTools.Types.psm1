# What is shown of an object where PowerShell takes no view of it: behind objects of another type, as in a script.
# Everything is there with Format-List *. Not a types file: one of another place in the same session, as after an update,
# makes PowerShell refuse the whole import ("The member is already present").
Set-StrictMode -Version Latest

$shown = @{
    'Ingestion.Receipt'      = 'Status', 'Lake', 'Key', 'Source', 'Rows', 'Records', 'Size', 'Checksum', 'Verified', 'BytesSent', 'Duration'
    'Ingestion.RawObject'    = 'Lake', 'Key', 'Size', 'LastModified', 'ETag'
    'Ingestion.RawCsvReport' = 'Path', 'IsValid', 'Rows', 'Columns', 'Delimiter', 'LineEnding', 'Encoding', 'Size', 'ProblemCount', 'Problems'
    'Ingestion.RawUpload'    = 'Lake', 'Key', 'Started', 'Age', 'Parts', 'Size', 'Removed'
    'Jobs.LakeJobFinding'    = 'Document', 'Severity', 'JsonPath', 'Problem', 'Expected', 'Recommendation'
    'Jobs.LakeJobReport'     = 'Job', 'RunId', 'Status', 'Lake', 'Started', 'Duration', 'Files', 'Records', 'Rows', 'Bytes', 'NextStep', 'Address'
    'Jobs.LakeStepReport'    = 'Step', 'Status', 'Reason', 'Files', 'Records', 'Rows', 'Bytes', 'Requests', 'Failures', 'Duration'
}
foreach ($type in $shown.Keys) {
    foreach ($name in "DataLakeTools.Core.$type", "Deserialized.DataLakeTools.Core.$type") {
        Update-TypeData -TypeName $name -DefaultDisplayPropertySet $shown[$type] -Force
    }
}

# How deep jobs and remoting keep what an object holds.
foreach ($type in 'Ingestion.RawCsvReport', 'Jobs.LakeJobReport') {
    Update-TypeData -TypeName "DataLakeTools.Core.$type" -SerializationDepth 2 -Force
}

# Words stay words on the way, so that a comparison with one is true there, too.
foreach ($type in 'Csv.CsvLineEnding', 'Csv.CsvProblemKind', 'Csv.CsvQuoting', 'Errors.DataLakeError', 'Jobs.LakeJobStatus', 'Jobs.LakeStepStatus') {
    Update-TypeData -TypeName "DataLakeTools.Core.$type" -SerializationMethod String -Force
}
