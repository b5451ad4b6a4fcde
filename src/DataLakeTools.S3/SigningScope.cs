namespace DataLakeTools.S3;

/// <summary>The credential scope of a Signature Version 4, and the time of signing.</summary>
/// <param name="Region">The region that the request is for.</param>
/// <param name="Service">The service that it is for.</param>
/// <param name="Time">The time of the request.</param>
internal readonly record struct SigningScope(string Region, string Service, DateTime Time);
