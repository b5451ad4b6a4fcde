# What every cmdlet owes to the shell that it runs in, whatever it is about.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    Import-Module (Get-BuiltModule)
    $missing = Get-MissingStandIn
    $all = Get-Command -Module DataLakeTools -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
    $ofFiles = $all | Where-Object { $_.Command.Parameters.ContainsKey('LiteralPath') }
    $ofChanges = $all | Where-Object { $_.Command.Parameters.ContainsKey('WhatIf') -and ($_.Name -ne 'Export-LakeDashboard' -or -not (Get-MissingPage)) }
    $ofLakes = $all | Where-Object { $_.Command.Parameters.ContainsKey('EndpointUrl') -and $_.Name -ne 'Set-LakeDefault' }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
    Set-TestEnvironment @{ DATALAKE_URI = $null }
    $folder = New-TestFolder
    Copy-Sample $folder
    $movies = Join-Path $folder movies.csv
    Push-Location $folder

    function Get-Rest($Command) {
        # What a cmdlet needs beside its file.
        $rest = $Command.Parameters.ContainsKey('Lake') ? @{ Lake = './lake' } : @{}
        if ($Command.Name -eq 'Split-LakeJob') { $rest.Parts = 2 }
        $rest
    }

    # How each cmdlet that changes something is called, and what stays as it is when it may not; a new one needs a line here.
    function Get-Listing { (Get-ChildItem $place -Recurse -Force | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" }) -join "`n" }

    $changes = [ordered] @{
        'Clear-LakeDefault'      = @{ Setup = { Set-LakeDefault $place -Region eu-west-1 }; Call = { param($more) Clear-LakeDefault @more }; State = { "$(Get-LakeDefault | ForEach-Object Value)" } }
        'Clear-LakeUpload'        = @{
            Setup = { [IO.File]::WriteAllText("$([IO.Directory]::CreateDirectory("$place/Raw/Local/CSV/2022/05/02"))/.$([guid]::NewGuid().ToString('N')).partial", 'id') }
            Call  = { param($more) Clear-LakeUpload $place -OlderThan 0 @more }
            State = { Get-Listing }
        }
        'Export-LakeDashboard'   = @{
            Setup = { Send-RawCsv $movies $place -Date 2022-05-02; Update-LakeTable -Lake $place -Date 2022-05-02 }
            Call  = { param($more) Export-LakeDashboard -Lake $place @more }
            State = { Get-Listing }
        }
        'Import-LakeEnvironment' = @{ Call = { param($more) Import-LakeEnvironment $variables @more }; State = { "$env:LAKE_TEST_CHANGE" } }
        'Invoke-LakeJob'         = @{ Call = { param($more) Invoke-LakeJob $job $place @more }; State = { Get-Listing } }
        'New-DataLakeBucket'     = @{ Call = { param($more) New-DataLakeBucket "$place/new" @more }; State = { Get-Listing } }
        'Send-RawCsv'            = @{ Call = { param($more) Send-RawCsv $movies $place @more }; State = { Get-Listing } }
        'Save-LakeObject'        = @{
            Setup = { Send-RawCsv $movies "$place/lake" -Date 2022-05-02 }
            Call  = { param($more) Save-LakeObject Raw/Local/CSV/Movies/2022/05/02/movies.csv "$place/copy" -Lake "$place/lake" @more }
            State = { Get-Listing }
        }
        'Set-LakeDefault'        = @{ Call = { param($more) Set-LakeDefault $place -Region sa-east-1 @more }; State = { "$(Get-LakeDefault | ForEach-Object Value)" } }
        'Split-LakeJob'          = @{ Call = { param($more) Split-LakeJob $whole "$place/parts" -Parts 2 @more }; State = { Get-Listing } }
        'Update-LakeTable'       = @{
            Setup = { Send-RawCsv $movies $place -Date 2022-05-02 }
            Call  = { param($more) Update-LakeTable -Lake $place -Date 2022-05-02 -Layer Trusted @more }
            State = { Get-Listing }
        }
        'Write-RawJsonBatch'     = @{ Call = { param($more) '{"id":1}' | Write-RawJsonBatch $place @more }; State = { Get-Listing } }
    }
    if (Get-MissingPage) { $changes.Remove('Export-LakeDashboard') }

    $variables = Write-TestFile (Join-Path $folder changes.env) 'LAKE_TEST_CHANGE=1'
    $job = Write-TestFile (Join-Path $folder send.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'
    $whole = Write-TestFile (Join-Path $folder whole.json) '{ "steps": [ { "type": "FetchMovies", "genre": "Crime", "releasedAfter": 1990, "releasedBefore": 2000, "all": true } ] }'

    # What a cmdlet needs beside what a test is about.
    $needs = @{
        'Get-LakePath'            = @{ Path = 'movies.csv' }
        'Receive-LakeObject'      = @{ Key = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv' }
        'Save-LakeObject'        = @{ Key = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv' }
        'Send-RawCsv'            = @{ Path = $movies }
        'Write-RawJsonBatch'     = @{ InputObject = '{"id":1}' }
        'Invoke-LakeJob'         = @{ Path = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }' }
        'Invoke-LakeQuery'       = @{ Query = 'SELECT 1' }
        'Trace-LakeRow'          = @{ Table = 'fact_title'; Key = 'tt0068646' }
        'Invoke-TmdbApi'         = @{ ApiPath = 'genre/movie/list' }
        'Get-TmdbChange'         = @{ Since = '2024-01-01' }
        'Get-TmdbCollection'     = @{ Id = 10 }
        'Get-TmdbKeyword'        = @{ Id = 10 }
        'Get-TmdbPerson'         = @{ Id = 10 }
    }
}

AfterAll {
    Pop-Location
    Restore-TestEnvironment
}

Describe 'The command <Name>, about files' -ForEach $ofFiles {
    It 'says with its full id, category and target that a file is not there' {
        $extra = Get-Rest $Command
        $before = $Error.Count
        & $Name -LiteralPath './not [here].file' @extra -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $succeeded = $?

        $succeeded | Should -BeFalse
        $failed[0].FullyQualifiedErrorId | Should -BeLike "*,$($Command.ImplementingType.FullName)"
        $failed[0].FullyQualifiedErrorId.Split(',')[0] | Should -BeIn ([Enum]::GetNames($failed[0].Exception.Error.GetType()))
        "$($failed[0].CategoryInfo.Category)" | Should -BeIn 'ObjectNotFound', 'InvalidData'
        "$($failed[0].TargetObject)" | Should -BeLike '*not `[here`].file'
        $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $Error.Count | Should -BeGreaterThan $before
    }

    It 'throws it with -ErrorAction Stop, so that try and catch see it' {
        $extra = Get-Rest $Command

        { & $Name -LiteralPath './not [here].file' @extra -ErrorAction Stop } | Should -Throw -ErrorId "*,$($Command.ImplementingType.FullName)"
    }
}

Describe 'The command <Name>, about a lake' -ForEach $ofLakes {
    It 'says that no lake is named' {
        # The questions are those of the model; without a lake only what a lake has is left open.
        if ($Name -eq 'Get-LakeQuestion') {
            & $Name | Should -Not -BeNullOrEmpty
            return
        }

        $given = $needs[$Name] ?? @{}
        $thrown = { & $Name @given -ErrorAction Stop } | Should -Throw -PassThru -ErrorId "LakeNotGiven,$($Command.ImplementingType.FullName)"

        $thrown.CategoryInfo.Category | Should -Be InvalidArgument
        $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*DATALAKE_URI*'
    }

    It 'says that an address is none, and shows nothing of it that acts on the console' {
        $given = $needs[$Name] ?? @{}
        $thrown = { & $Name @given -Lake "gs://films$([char] 27)[2J" -ErrorAction Stop } | Should -Throw -PassThru -ErrorId "InvalidLakeAddress,$($Command.ImplementingType.FullName)"

        "$thrown" | Should -Not -Match '\e'
    }
}

Describe 'The command <Name>, given a path that cannot be' -ForEach $all {
    It 'says so in an error of its own for -<Parameter>' -ForEach @('Lake', 'Model', 'WorkPath', 'CachePath', 'Destination', 'LogPath', 'Path' | Where-Object { $Command.Parameters.ContainsKey($_) } | ForEach-Object { @{ Parameter = $_ } }) {
        $given = @{} + ($needs[$Name] ?? @{})
        if ($Command.Parameters.ContainsKey('Lake')) { $given.Lake = './lake' }
        if ($Command.Parameters.ContainsKey('Parts')) { $given.Path = $whole; $given.Parts = 2 }
        if ($Name -eq 'Test-LakeObject') { $given.Key = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv' }
        if ($Name -eq 'Test-LakeJob') { $given.Path = $job }
        if ($Command.Parameters.ContainsKey('Token')) { $given.Token = ConvertTo-SecureString token -AsPlainText -Force }

        foreach ($path in "a`0b", 'no-such-drive:\x', 'Env:\x') {
            $given[$Parameter] = $path
            if ($Command.Parameters.ContainsKey('Confirm')) { $given.Confirm = $false }
            $found = @(try { & $Name @given -ErrorAction Stop *>&1 } catch { $_ })

            # A lake of Test-LakeJob is part of what is checked, so it is a finding.
            $wrong = @($found | Where-Object { $_ -is [Management.Automation.ErrorRecord] -or $_.PSObject.TypeNames -like '*Finding*' })
            $wrong | Should -Not -BeNullOrEmpty -Because "'$path' is no path"
            foreach ($record in $wrong | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) {
                $record.FullyQualifiedErrorId | Should -BeLike "*,$($Command.ImplementingType.FullName)"
                $record.FullyQualifiedErrorId.Split(',')[0] | Should -BeIn ([Enum]::GetNames($record.Exception.Error.GetType()))
            }
        }
    }
}

Describe 'The command <Name>, that changes something' -ForEach $ofChanges {
    BeforeEach {
        $case = $changes[$Name]
        $place = New-TestFolder
        if ($case['Setup']) {
            . $case['Setup']
        }

        $before = & $case.State
    }

    AfterEach {
        Clear-LakeDefault
        Remove-Item env:LAKE_TEST_CHANGE -ErrorAction Ignore
    }

    It 'has a case in this file' {
        $changes.Keys | Should -Contain $Name
    }

    It 'changes something when it may' {
        $null = & $case.Call @{ Confirm = $false; ErrorAction = 'Stop' }

        & $case.State | Should -Not -Be $before
    }

    It 'changes nothing with -WhatIf and says what it would' {
        $said = Join-Path $folder "$Name.txt"
        Start-Transcript $said | Out-Null
        try {
            $null = & $case.Call @{ WhatIf = $true; ErrorAction = 'Stop' }
        }
        finally {
            Stop-Transcript | Out-Null
        }

        & $case.State | Should -Be $before
        Get-Content $said -Raw | Should -Match 'What if: \w'
    }

    It 'changes nothing with $WhatIfPreference' {
        $WhatIfPreference = $true
        $null = & $case.Call @{ ErrorAction = 'Stop' }
        $WhatIfPreference = $false

        & $case.State | Should -Be $before
    }
}

Describe 'The answer no to -Confirm' {
    It 'keeps every command from changing anything' {
        # Only a console asks; this one has the answers waiting for it.
        $script = @(
            "Import-Module '$(Get-BuiltModule)'"
            "`$movies, `$job, `$whole, `$variables = '$movies', '$job', '$whole', '$variables'"
            "function Get-Listing { $((Get-Command Get-Listing).Definition) }"
            foreach ($name in $changes.Keys) {
                "`$place = '$(New-TestFolder)'"
                "$($changes[$name]['Setup'])"
                "`$before = & { $($changes[$name].State) }"
                "`$null = & { $($changes[$name].Call) } @{ Confirm = `$true; ErrorAction = 'Stop' }"
                "'# $name ' + (`$before -eq (& { $($changes[$name].State) }))"
            }
        ) -join "`n"
        $file = Write-TestFile (Join-Path $folder confirm.ps1) $script
        $program, $first = Get-PowerShellCommand
        $said = @('n') * (2 * $changes.Count) | & $program $first -NoProfile -File $file

        $said -match '^# ' | Should -Be ($changes.Keys | ForEach-Object { "# $_ True" })
        @($said -match '\[N\] No').Count | Should -BeGreaterOrEqual $changes.Count -Because 'each asks'
    }
}

Describe 'A file' {
    It 'is found in <What>' -ForEach @(
        @{ What = 'a folder with brackets'; Name = 'a [b] c'; }
        @{ What = 'a folder with an emoji and spaces'; Name = '🎬 séries de 2022' }
        @{ What = 'a folder whose name is a pattern'; Name = '[ab]' }
    ) {
        $place = [IO.Directory]::CreateDirectory((Join-Path $folder $Name)).FullName
        [IO.File]::Copy($movies, (Join-Path $place movies.csv), $true)
        $lake = Join-Path $place lake

        (Get-Item -LiteralPath (Join-Path $place movies.csv) | Send-RawCsv -Lake $lake -Date 2022-05-02).Status | Should -Be Uploaded
        (Send-RawCsv -LiteralPath (Join-Path $place movies.csv) -Lake $lake -Date 2022-05-02).Status | Should -Be Unchanged
        (Test-RawCsv -LiteralPath (Join-Path $place movies.csv) -Quiet) | Should -BeTrue
        @(Import-RawCsv -LiteralPath (Join-Path $place movies.csv)) | Should -HaveCount 60
        @(Get-LakeObject $lake | Receive-LakeObject) | Should -HaveCount 60
        Push-Location -LiteralPath $place
        try {
            (Send-RawCsv movies.csv ./lake -Date 2022-05-02).Status | Should -Be Unchanged
        }
        finally {
            Pop-Location
        }
    }

    It 'is found on a drive of PowerShell, and so is a lake' {
        $null = New-PSDrive -Name films -PSProvider FileSystem -Root $folder -Scope Global
        try {
            $receipt = Send-RawCsv films:/movies.csv films:/on-drive -Date 2022-05-02
            $receipt.Lake | Should -Be (Join-Path $folder on-drive)
            @(Get-LakeObject films:/on-drive) | Should -HaveCount 1
        }
        finally {
            Remove-PSDrive films
        }
    }

    It 'is not looked for on a drive that holds none' {
        { Send-RawCsv env:/PATH ./lake -ErrorAction Stop } | Should -Throw -ErrorId 'SourceUnreadable,*'
        { Get-LakeObject env:/lake -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidLakeAddress,*'
    }
}

Describe 'The culture <_>' -ForEach 'tr-TR', 'pt-BR', 'ar-SA', 'th-TH' {
    It 'changes no key, no date, no row' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            (Get-LakePath imdb.csv -Date 2022-05-02).Value | Should -BeExactly 'Raw/Local/CSV/Imdb/2022/05/02/imdb.csv'
            $lake = Join-Path $folder "lake-$_"
            (Send-RawCsv $movies $lake -Date 2022-05-02).Key | Should -BeExactly 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'
            @(Get-LakeObject $lake -From 2022-05-01 -To 2022-05-31) | Should -HaveCount 1
            (Import-RawCsv $movies -First 1).id | Should -BeExactly tt7984777
            (@{ id = 1; note = 8.5 } | Write-RawJsonBatch $lake | Receive-LakeObject).note | Should -Be 8.5
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }
}

Describe 'Other places to run' {
    It 'is a thread job as good as this' {
        $module = Get-BuiltModule
        $lake = Join-Path $folder threads
        $receipts = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:module
            Send-RawCsv $using:movies $using:lake -Specification "Part$_" -Date 2022-05-02
        } -ThrottleLimit 4

        $receipts.Status | Should -Be (@('Uploaded') * 4)
    }

    It 'is a job in another process, and what comes from it can be used' {
        $lake = Join-Path $folder job
        $receipt = Start-Job { Import-Module $args[0]; Send-RawCsv $args[1] $args[2] -Date 2022-05-02 } -ArgumentList (Get-BuiltModule), $movies, $lake | Receive-Job -Wait -AutoRemoveJob

        $receipt.PSTypeNames[0] | Should -BeExactly Deserialized.DataLakeTools.Receipt
        $receipt.Status | Should -Be Uploaded
        @($receipt | Receive-LakeObject) | Should -HaveCount 60
    }

    It 'is a runspace in the language mode <_>' -ForEach ConstrainedLanguage, NoLanguage {
        # Nothing but our cmdlets and the file system, as on a machine that is held short.
        $state = [initialsessionstate]::Create()
        foreach ($provider in [initialsessionstate]::CreateDefault2().Providers | Where-Object Name -eq FileSystem) {
            $state.Providers.Add($provider)
        }

        foreach ($command in Get-Command -Module DataLakeTools -CommandType Cmdlet) {
            $state.Commands.Add([Management.Automation.Runspaces.SessionStateCmdletEntry]::new($command.Name, $command.ImplementingType, $null))
        }

        $state.LanguageMode = $_
        $runspace = [runspacefactory]::CreateRunspace($state)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            $lake = Join-Path $folder "short-$_"
            $receipt = $shell.AddCommand('Send-RawCsv').AddParameter('LiteralPath', $movies).AddParameter('Lake', $lake).Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $receipt.Status | Should -Be Uploaded
            $shell.Commands.Clear()
            $shell.AddCommand('Get-LakeObject').AddParameter('Lake', $lake).AddCommand('Receive-LakeObject').Invoke() | Should -HaveCount 60
            $shell.Commands.Clear()
            $null = $shell.AddCommand('Set-LakeDefault').AddParameter('Lake', $lake).Invoke()
            $shell.Commands.Clear()
            $shell.AddCommand('Get-LakeObject').Invoke() | Should -HaveCount 1
        }
        finally {
            $shell.Dispose()
            $runspace.Dispose()
        }
    }

    It 'ends a script with exit code 1 when nobody catches the error' {
        $program, $first = Get-PowerShellCommand
        $null = & $program $first -NoProfile -NonInteractive -Command "Import-Module '$(Get-BuiltModule)'; Send-RawCsv /no/such.csv /no/lake -ErrorAction Stop" 2>&1
        $LASTEXITCODE | Should -Be 1
    }
}

Describe "A pipeline $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 2000
    }

    AfterAll {
        Stop-StandIn
    }

    It 'that wants no more stops what comes before: Select-Object -First' {
        $before = Get-TmdbRequestCount
        $first = Get-TmdbMovies -All -ThrottleLimit 2 | Select-Object -First 3
        $asked = (Get-TmdbRequestCount) - $before

        $first | Should -HaveCount 3
        $asked | Should -BeLessThan 100 -Because '2000 films would be more than 2000 requests'
        # While something else is fetched, only what was on its way at the end may still come.
        $counts = 1..2 | ForEach-Object {
            $before = Get-TmdbRequestCount
            $null = Get-TmdbMovies -First 40
            (Get-TmdbRequestCount) - $before
        }
        $counts[0] | Should -BeLessOrEqual ($counts[1] + 2) -Because 'nothing goes on after the end'
    }

    It 'runs in strict mode' {
        Set-StrictMode -Version Latest
        $lake = Join-Path $folder strict
        $receipt = Get-TmdbMovies -Genre Crime -First 3 | Write-RawJsonBatch $lake -Specification Movies
        $receipt.Records | Should -Be 3
        Get-LakeObject $lake | Receive-LakeObject | Out-String | Should -Not -BeNullOrEmpty
    }

    It 'is told with -WhatIf what would be written, and nothing is' {
        $lake = Join-Path $folder what-if
        $receipts = @(
            Send-RawCsv $movies $lake -WhatIf
            Get-TmdbMovies -First 2 | Write-RawJsonBatch $lake -WhatIf
        )

        $receipts.Status | Should -Be WhatIf, WhatIf
        (Invoke-LakeJob ./job.json $lake -WhatIf).Keys | Should -BeLike 'Raw/Local/CSV/Movies/*/movies.csv'
        $lake | Should -Not -Exist
    }
}

Describe 'The list of errors' {
    It 'has a category for every id' {
        # Ids that no category is chosen for would be "NotSpecified", which says nothing.
        $assembly = (Get-Command Send-RawCsv).ImplementingType.Assembly
        $records = $assembly.GetType('DataLakeTools.Errors.ErrorRecords')
        $category = $records.GetMethod('CategoryOf', [Reflection.BindingFlags] 'NonPublic, Static')
        foreach ($id in [Enum]::GetValues($category.GetParameters()[0].ParameterType)) {
            "$($category.Invoke($null, @($id)))" | Should -Not -Be NotSpecified -Because $id
        }
    }
}
