BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1

    # Stands in for "dotnet test": prints what it prints, and leaves results as it and Pester do.
    $standIn = {
        $results = Split-Path $args[-1]
        if ($env:DATALAKE_TEST_RUN -eq 'broken') {
            'Lake.cs(1,1): error CS1002: ; expected [Lake.csproj]'
            exit 1
        }

        '  DataLakeTools.Core -> bin/DataLakeTools.Core.dll'
        $null = New-Item $args[-1] -ItemType Directory -Force
        @{ File = 'Send.Tests.ps1'; PowerShell = '7.6.9 (dotnet pwsh.dll)'; Pester = '5.9.1'; Tests = @(
                @{ Name = 'is sent'; Path = 'Send.is sent'; Result = 'Passed'; Why = $null }
                @{ Name = 'stays <What>'; Path = 'Send.stays whole'; Result = $env:DATALAKE_TEST_RUN; Why = 'Expected 1, but got 2.' }
                @{ Name = 'is linted'; Path = 'Send.is linted'; Result = 'Skipped'; Why = 'skipped, not on this machine: linter' }
            )
        } | ConvertTo-Json -Depth 3 | Set-Content (Join-Path $results Send.Tests.json)
        $xml = foreach ($case in @(
                , @('Passed', 'DataLakeTools.Core.Tests.FolderLakeStoreTests.Nobody_sees_half', '')
                , @('Passed', 'DataLakeTools.Core.Tests.CsvTests.A_row_is_read(text: "a")', '')
                , @('NotExecuted', 'DataLakeTools.Core.Tests.DiskTests.A_full_disk_is_told', 'Needs root.')
                , @('NotExecuted', 'DataLakeTools.Core.Tests.DiskTests.A_slow_disk_is_told', 'Needs root.')
                , @($env:DATALAKE_TEST_RUN, 'DataLakeTools.Core.Tests.CsvTests.A_bad_row_is_told', "Expected: 1&#10;Actual: 2")
                , @($env:DATALAKE_TEST_RUN, 'DataLakeTools.Module.Tests.PesterTests.Every_Pester_test_of_the_file_passes(file: "Send.Tests.ps1")', 'exit code')
            )) {
            "  $($case[0].Replace('NotExecuted', 'Skipped')) $($case[1]) [12 ms]" | Out-Host
            "<UnitTestResult testName='$($case[1].Replace('"', '&quot;'))' outcome='$($case[0])'><Output><ErrorInfo><Message>$($case[2])</Message></ErrorInfo></Output></UnitTestResult>"
        }
        if ($env:DATALAKE_TEST_RUN -eq 'hung') {
            $null = New-Item (Join-Path $args[-1] 7a9c) -ItemType Directory
            '<TestSequence><Test DisplayName="Core.A_row_is_read" Completed="True" /><Test DisplayName="Core.A_server_is_waited_for" Completed="False" /></TestSequence>' | Set-Content (Join-Path $args[-1] 7a9c/Sequence_08ac.xml)
        }

        "<TestRun xmlns='http://microsoft.com/schemas/VisualStudio/TeamTest/2010'><Results>$xml</Results></TestRun>" | Set-Content (Join-Path $args[-1] core.trx)
        exit [int] ($env:DATALAKE_TEST_RUN -in 'Failed', 'hung')
    }

    function Invoke-TestRun([string] $Outcome, [string[]] $Name = @()) {
        # What the run says, and its exit code as the last line.
        $folder = New-TestFolder
        $file = Write-TestFile (Join-Path $folder test.ps1) $standIn
        $promise = Write-TestFile (Join-Path $folder PROMISE.md) ($Name.ForEach{ "``$_``" } -join ', ')
        Set-TestEnvironment @{ DATALAKE_TEST_RUN = $Outcome }
        $program, $first = Get-PowerShellCommand
        & $program $first -NoProfile -File $PSScriptRoot/../Invoke-TestRun.ps1 -Results (Join-Path $folder results) -Promise $promise $program $first -NoProfile -File $file
        $LASTEXITCODE
    }
}

AfterAll {
    Restore-TestEnvironment
}

Describe 'A run of all tests that passes' {
    BeforeAll {
        $said = Invoke-TestRun Passed 'CsvTests.A_row_is_read', 'LakeStoreTests.Nobody_sees_half', 'DiskTests.A_full_disk_is_told', 'Send.Tests.ps1: stays <What>'
    }

    It 'says in its last line how many passed, those of Pester in the place of the test that ran the file' {
        $said[-2, -1] | Should -Be '5 passed, 0 failed, 3 skipped', 0
    }

    It 'shows how far it is, and which PowerShell ran Pester' {
        $said | Should -Contain '  DataLakeTools.Core -> bin/DataLakeTools.Core.dll'
        "$said" | Should -Match 'Pester 1 of \d+, Send.Tests.ps1: 2 passed, 0 failed, 1 skipped, 12 ms'
        @($said -eq 'Pester 5.9.1 ran in PowerShell 7.6.9 (dotnet pwsh.dll)') | Should -HaveCount 1
    }

    It 'says each reason for a skip once, and whom it kept from running' {
        $at = [array]::IndexOf($said, 'SKIPPED: Needs root.')
        $said[($at + 1)..($at + 2)] | Should -Be '    DataLakeTools.Core.Tests.DiskTests.A_full_disk_is_told', '    DataLakeTools.Core.Tests.DiskTests.A_slow_disk_is_told'
        @($said -eq 'SKIPPED: not on this machine: linter') | Should -HaveCount 1
    }
}

Describe 'A run of all tests that fails' {
    It 'ends with what failed and the first lines of why' {
        $said = Invoke-TestRun Failed

        $at = [array]::IndexOf($said, 'FAILED: DataLakeTools.Core.Tests.CsvTests.A_bad_row_is_told')
        $said[($at + 1)..($at + 4)] | Should -Be '    Expected: 1', '    Actual: 2', 'FAILED: Send.Tests.ps1: Send.stays whole', '    Expected 1, but got 2.'
        $said[-2, -1] | Should -Be '3 passed, 2 failed, 3 skipped', 1
    }

    It 'is no success where nothing was built' {
        $said = Invoke-TestRun broken

        $said | Should -Contain 'Lake.cs(1,1): error CS1002: ; expected [Lake.csproj]'
        $said[-2, -1] | Should -Be '0 passed, 1 failed, 0 skipped', 1
    }

    It 'names the test that never ended' {
        $said = Invoke-TestRun hung

        @($said -like 'FAILED: *')[0] | Should -Be 'FAILED: Core.A_server_is_waited_for'
        $said[-1] | Should -Be 1
    }

    It 'is no success where a test did not run that a document names' {
        $said = Invoke-TestRun Passed 'CsvTests.A_row', 'Send.Tests.ps1: comes back'

        $said -like 'FAILED: *' | Should -Be 'FAILED: PROMISE.md names CsvTests.A_row, which did not run.', 'FAILED: PROMISE.md names Send.Tests.ps1: comes back, which did not run.'
        $said[-2, -1] | Should -Be '5 passed, 2 failed, 3 skipped', 1
    }
}
