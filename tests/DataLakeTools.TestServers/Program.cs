using DataLakeTools.TestServers.Lambda;
using DataLakeTools.TestServers.S3;
using DataLakeTools.TestServers.Tmdb;

switch (args)
{
    case ["s3", .. var rest]:
        return await S3Program.RunAsync(rest);
    case ["tmdb", .. var rest]:
        return await TmdbProgram.RunAsync(rest);
    case ["lambda", .. var rest]:
        return await LambdaProgram.RunAsync(rest);
    default:
        await Console.Error.WriteLineAsync(S3Program.Usage);
        await Console.Error.WriteLineAsync(TmdbProgram.Usage);
        await Console.Error.WriteLineAsync(LambdaProgram.Usage);
        return 2;
}
