using System.Text;
using DataLakeTools.Host.Commands;
using DataLakeTools.Host.Lambda;

// Lambda starts every runtime with this variable, and with nothing on the command line.
if (Environment.GetEnvironmentVariable(LambdaSettings.RuntimeApiVariable) is { Length: > 0 } runtimeApi)
{
    return await LambdaHost.RunAsync(runtimeApi);
}

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await CommandLine.RunAsync(args);
