"""What users write: frozen values in AWS's words, one noun a file.

Standard library only. A value checks itself when it is made and remembers the line that made it; it knows
neither troposphere nor YAML. CloudFormation's intrinsics are known by protocol alone (``intrinsic``).
"""
