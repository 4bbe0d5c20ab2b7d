import { describeContract } from '../simulation/contract.ts';
import { createServiceSubject } from '../simulation/service-subject.ts';

describeContract(createServiceSubject);
