@{
    RootModule           = 'output/DataLakeTools/bin/DataLakeTools.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = 'c2f8a7d1-54f0-4f0e-9a52-6f3d6a8e1b47'
    Author               = 'The DataLakeTools authors'
    CompanyName          = 'DataLakeTools'
    Copyright            = '(c) 2026 The DataLakeTools authors. MIT License.'
    Description          = 'From files and an API to answers: any CSV and any JSON goes into a data lake, on Amazon S3 or in a folder, byte for byte and checked on the way, becomes typed tables, and ends as charts on one page, where each row leads back to the bytes it was made of. Films and series (CSV files, the TMDB API) are the example that ships.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('output/DataLakeTools/DataLakeTools.Format.ps1xml')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Clear-LakeDefault'
        'Clear-LakeUpload'
        'Export-LakeDashboard'
        'Get-LakeDefault'
        'Get-LakeObject'
        'Get-LakePath'
        'Get-LakeQuestion'
        'Get-LakeReport'
        'Get-LakeSummary'
        'Get-LakeTable'
        'Get-TmdbChange'
        'Get-TmdbCollection'
        'Get-TmdbGenre'
        'Get-TmdbKeyword'
        'Get-TmdbMovies'
        'Get-TmdbPerson'
        'Get-TmdbSeries'
        'Import-LakeEnvironment'
        'Import-RawCsv'
        'Invoke-LakeJob'
        'Invoke-LakeQuery'
        'Invoke-TmdbApi'
        'New-DataLakeBucket'
        'Receive-LakeObject'
        'Save-LakeObject'
        'Send-RawCsv'
        'Set-LakeDefault'
        'Split-LakeJob'
        'Test-LakeJob'
        'Test-LakeObject'
        'Test-LakeTable'
        'Test-RawCsv'
        'Trace-LakeRow'
        'Update-LakeTable'
        'Write-RawJsonBatch'
    )
    VariablesToExport    = @()
    AliasesToExport      = @('Get-TmdbMovie')
    PrivateData          = @{
        PSData = @{
            Tags         = @('DataLake', 'S3', 'AWS', 'CSV', 'TMDB', 'JSON', 'ETL', 'Raw', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/DataLakeTools/DataLakeTools/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/DataLakeTools/DataLakeTools'
            IconUri      = 'https://raw.githubusercontent.com/DataLakeTools/DataLakeTools/main/packaging/icon.png'
            ReleaseNotes = 'https://github.com/DataLakeTools/DataLakeTools/blob/main/CHANGELOG.md'
        }
    }
}
