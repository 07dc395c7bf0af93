/** Completes words in PowerShell, which completes names of files itself where nothing is found. */
export const POWERSHELL_COMPLETION = [
  '# PowerShell completion for mastra-datasets',
  "Register-ArgumentCompleter -Native -CommandName 'mastra-datasets' -ScriptBlock {",
  '    param($wordToComplete, $commandAst, $cursorPosition)',
  '    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |',
  '        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |',
  '        ForEach-Object { if ($null -ne $_.Value) { $_.Value } else { $_.ToString() } })',
  // An empty last word cannot be passed by older versions of PowerShell, so it is written as quotes.
  "    $last = if ($wordToComplete -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') { '\"\"' } else { $wordToComplete }",
  '    & mastra-datasets complete -- @words $last 2>$null |',
  "        Where-Object { $_ -and -not $_.StartsWith(':') } |",
  '        ForEach-Object {',
  '            $name, $description = $_ -split "`t", 2',
  '            if ($name.StartsWith($wordToComplete)) {',
  '                if (-not $description) { $description = $name }',
  "                [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $description)",
  '            }',
  '        }',
  '}',
  '',
].join('\n');
