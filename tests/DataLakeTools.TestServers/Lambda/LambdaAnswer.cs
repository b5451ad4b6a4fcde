namespace DataLakeTools.TestServers.Lambda;

/// <summary>What a runtime posted.</summary>
/// <param name="IsError">Whether it is a function error.</param>
/// <param name="Body">The body.</param>
/// <param name="ErrorType">The header Lambda-Runtime-Function-Error-Type; null for a response.</param>
public sealed record LambdaAnswer(bool IsError, string Body, string? ErrorType);
