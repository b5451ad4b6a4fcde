namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads one type of step, strictly.</summary>
internal interface IStepReader
{
    /// <summary>Reads a step.</summary>
    /// <param name="step">Its place in the document.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The step; null if nothing can be made of it. What is wrong with it is noted in the document.</returns>
    LakeJobStep? Read(JobElement step, string name);
}
