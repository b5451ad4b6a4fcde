@{
    # A module of files: what is in it is loaded by DataLakeTools, with the first table that is made or read.
    ModuleVersion        = 'VERSION'
    GUID                 = '5b0c5f0e-2f1d-4a39-9d53-0f6a1c7e8d24'
    Author               = 'The DataLakeTools authors'
    CompanyName          = 'DataLakeTools'
    Copyright            = 'DuckDB: Copyright 2018-2022 Stichting DuckDB Foundation. MIT License.'
    Description          = 'DuckDB for PLATFORM, the engine that DataLakeTools makes and reads tables with. It has no commands; installing it is all.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FunctionsToExport    = @()
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('DataLake', 'DuckDB', 'PSEdition_Core')
            LicenseUri   = 'https://github.com/duckdb/duckdb/blob/main/LICENSE'
            ProjectUri   = 'PROJECT'
            IconUri      = 'ICON'
            ReleaseNotes = 'https://github.com/duckdb/duckdb/releases'
        }
    }
}
